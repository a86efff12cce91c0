import { canCapture, keepAwake } from "../call/browser.ts";
import { Call } from "../call/call.ts";
import { chat } from "../call/chat.ts";
import { controls } from "../call/controls.ts";
import { Devices } from "../call/devices.ts";
import { status } from "../call/status.ts";
import { element, textsOf } from "../call/texts.ts";
import { Tiles } from "../call/tiles.ts";
import { panel } from "./panel.ts";

const say = textsOf();

function view(name: string): void {
  for (const id of ["view-start", "view-stage", "view-over"]) element(id)?.toggleAttribute("hidden", id !== name);
}

let started = false;

async function start(): Promise<void> {
  if (started) return; // permission was there already and the button was pressed as well
  started = true;
  const room = element("room");
  const box = element("call-tiles");
  const model = element<HTMLTemplateElement>("tile-model");
  if (!room || !box || !model) return;
  const devices = new Devices();
  await devices.open();
  const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/socket`;
  const call = new Call({ url, ticket: room.dataset["ticket"] ?? "", devices });
  const tiles = new Tiles(call, say, box, model, () => element("tap")?.removeAttribute("hidden"));
  element("tap")?.addEventListener("click", () => {
    tiles.play();
    element("tap")?.setAttribute("hidden", "");
  });
  panel(call, say, room.dataset["runs"] === "true", room.dataset["brief"] ?? "");
  chat(call, say);
  controls(call, say, () => call.leave());
  status(call, say);
  call.on("joined", () => {
    view("view-stage");
    tiles.draw();
  });
  call.on("ended", (code) => {
    devices.close();
    view("view-over");
    const title = element("over-title");
    if (title) title.textContent = say(`over.${code}`) || say("over.closed");
    title?.focus();
  });
  call.start();
  void keepAwake();
}

element("over-again")?.addEventListener("click", () => location.reload());
element("start")?.addEventListener("click", () => void start());
void canCapture().then((granted) => {
  if (granted) void start();
});
