import { Call } from "../../call/call.ts";
import { chat } from "../../call/chat.ts";
import { controls } from "../../call/controls.ts";
import { Devices } from "../../call/devices.ts";
import { canCapture, inApp, keepAwake } from "../../call/browser.ts";
import { status } from "../../call/status.ts";
import { announce, clock, element, tell, textsOf } from "../../call/texts.ts";
import { Tiles } from "../../call/tiles.ts";
import { deviceRow, showWaiting } from "./waiting.ts";

const say = textsOf();
const views = ["view-start", "view-waiting", "view-stage", "view-over"] as const;
let devices: Devices;
let call: Call | undefined;
let started = false;

function view(name: (typeof views)[number]): void {
  for (const id of views) element(id)?.toggleAttribute("hidden", id !== name);
}

function socketURL(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/socket`;
}

async function start(): Promise<void> {
  if (started) return; // permission was there already and the button was pressed as well
  started = true;
  devices = new Devices();
  await devices.open();
  const room = element("room");
  const box = element("call-tiles");
  const model = element<HTMLTemplateElement>("tile-model");
  if (!room || !box || !model) return;
  call = new Call({ url: socketURL(), ticket: room.dataset["ticket"] ?? "", devices });
  const tiles = new Tiles(call, say, box, model, () => element("tap")?.removeAttribute("hidden"));
  element("tap")?.addEventListener("click", () => {
    tiles.play();
    element("tap")?.setAttribute("hidden", "");
  });
  wire(call, tiles);
  chat(call, say);
  controls(call, say, () => call?.leave());
  status(call, say);
  call.start();
}

function wire(call: Call, tiles: Tiles): void {
  let place = "";
  call.on("you", (you) => {
    deviceRow("path", you.path === "connected" ? "passed" : you.path === "lost" ? "failed" : "trying");
    if (you.place === place) return;
    const before = place;
    place = you.place;
    view(you.place === "stage" ? "view-stage" : "view-waiting");
    if (you.place === "stage") {
      announce(say("waiting.admitted"));
      void keepAwake();
    } else if (before === "stage") {
      announce(say("waiting.held"));
    }
    preview(you.place === "stage" ? null : devices.camera);
    tiles.draw();
  });
  showWaiting(call, say);
  call.devices.on("track", () => preview(place === "stage" ? null : devices.camera));
  call.on("early", ({ opensAt }) => {
    view("view-start");
    const text = element("early-text");
    if (text) {
      text.hidden = false;
      text.textContent = say("early", { at: clock(new Date(opensAt)) });
    }
    element("start-actions")?.querySelector("#start")?.setAttribute("hidden", "");
    element("start-text")?.setAttribute("hidden", "");
  });
  call.on("ended", over);
}

/** The person's own picture while they wait. */
function preview(camera: MediaStreamTrack | null): void {
  const box = element("waiting-preview");
  if (!box) return;
  box.replaceChildren();
  if (!camera) return;
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([camera]);
  box.append(video);
}

/** Ends after which coming back is of no use. */
const final: ReadonlySet<string> = new Set(["ended", "removed", "forbidden", "notFound", "ticketInvalid", "ticketExpired"]);

/** The room is closed to this page; some ends may be taken back. */
function over(code: string): void {
  devices.close();
  view("view-over");
  const kind = code === "ended" || code === "left" ? code : "closed";
  const title = element("over-title");
  const text = element("over-text");
  if (title) title.textContent = say(`over.title.${kind}`);
  if (text) text.textContent = say(`over.${code}`) || say("over.closed");
  title?.focus();
  element("over-again")?.toggleAttribute("hidden", final.has(code));
}

element("over-again")?.addEventListener("click", () => location.reload());
element("waiting-leave")?.addEventListener("click", () => call?.leave());
element("waiting-help")?.addEventListener("click", () => {
  call?.commands.say("staff", say("help.line")).then(() => tell(say("help.sent")), () => tell(say("chat.failed")));
});
element("start")?.addEventListener("click", () => void start());
if (inApp()) element("in-app")?.removeAttribute("hidden");
void canCapture().then((granted) => {
  if (granted) void start();
});
