import type { Aside } from "./aside.ts";
import type { Call } from "./call.ts";
import { captions } from "./captions.ts";
import { chat } from "./chat.ts";
import { controls } from "./controls.ts";
import { documents } from "./documents.ts";
import { recording } from "./recording.ts";
import { settings } from "./settings.ts";
import { status } from "./status.ts";
import { element, type Say } from "./texts.ts";
import { Tiles } from "./tiles.ts";
import { smallWindow } from "./window.ts";

/** Wires all of a call's page that is the same for the office and its visitors. */
export function stage(call: Call, say: Say, aside: Aside): Tiles {
  const box = element("call-tiles");
  const model = element<HTMLTemplateElement>("tile-model");
  if (!box || !model) throw new Error("the page holds no stage");
  const tiles = new Tiles(call, say, box, model, () => element("tap")?.removeAttribute("hidden"));
  element("tap")?.addEventListener("click", () => {
    tiles.play();
    element("tap")?.setAttribute("hidden", "");
  });
  controls(call, say, () => call.leave());
  chat(call, say, aside);
  documents(say);
  captions(call, say);
  settings(call, say, tiles);
  smallWindow(call, say);
  status(call, say);
  recording(call, say);
  return tiles;
}
