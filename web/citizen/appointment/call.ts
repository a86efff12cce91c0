import { Aside } from "../../call/aside.ts";
import { Call } from "../../call/call.ts";
import { Devices } from "../../call/devices.ts";
import { canCapture, keepAwake } from "../../call/browser.ts";
import { help } from "../../call/help.ts";
import { elsewhere } from "../../call/inapp.ts";
import { people } from "../../call/people.ts";
import { stage } from "../../call/stage.ts";
import { announce, clock, element, tell, textsOf } from "../../call/texts.ts";
import type { Tiles } from "../../call/tiles.ts";
import { deviceRow, showWaiting } from "./waiting.ts";

const say = textsOf();
const views = ["view-start", "view-waiting", "view-stage", "view-over"] as const;
const wasIn = "majlis.was-in";
const devices = new Devices();
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
  void keepAwake();
  await devices.open();
  call = new Call({ url: socketURL(), ticket: element("room")?.dataset["ticket"] ?? "", devices });
  const aside = new Aside();
  const tiles = stage(call, say, aside);
  help(call, say, () => tiles.play());
  people(call, say);
  wire(call, tiles, aside);
  call.start();
}

function wire(call: Call, tiles: Tiles, aside: Aside): void {
  let place = "";
  call.on("you", (you) => {
    deviceRow("path", you.path === "connected" ? "passed" : you.path === "lost" ? "failed" : "trying");
    if (you.place === place) return;
    const before = place;
    place = you.place;
    sessionStorage.setItem(wasIn, "yes");
    element("elsewhere")?.setAttribute("hidden", "");
    view(you.place === "stage" ? "view-stage" : "view-waiting");
    if (you.place === "stage") {
      why("");
      aside.openIfRoom();
      announce(say("waiting.admitted"));
    } else if (before === "stage") {
      announce(say("waiting.held"));
    }
    preview(you.place === "stage" ? null : devices.camera);
    tiles.draw();
  });
  call.on("held", (held) => why(say(held.reason === "private" ? "waiting.private" : held.reason === "handOver" ? "waiting.hand_over" : "waiting.held")));
  let elsewhere = false;
  let moved = false; // the page was made for another host
  call.on("moving", (where) => {
    elsewhere = where === "room";
    moved ||= elsewhere;
    if (elsewhere) why(say("moving.room"));
    else tell(say("moving.node"));
  });
  call.on("roster", (people) => {
    const host = people.find((person) => person.role === "host");
    const title = document.querySelector(".call__title");
    if (moved && host && title) title.textContent = host.name;
  });
  call.on("joined", (joined) => {
    if (!elsewhere || joined.you.place === "stage") return;
    elsewhere = false;
    why(say("waiting.moved"));
    document.querySelector(".waiting__text")?.setAttribute("hidden", ""); // it names the host the day began with
  });
  showWaiting(call, say);
  element("waiting-leave")?.addEventListener("click", () => call.leave());
  call.devices.on("track", () => preview(place === "stage" ? null : devices.camera));
  call.on("early", ({ opensAt }) => {
    view("view-start");
    const text = element("early-text");
    if (text) {
      text.hidden = false;
      text.textContent = say("early", { at: clock(new Date(opensAt)) });
    }
    element("start")?.setAttribute("hidden", "");
    element("start-text")?.setAttribute("hidden", "");
  });
  call.on("ended", over);
}

/** Why the person waits again, above their place in the line. */
function why(text: string): void {
  const line = element("waiting-why");
  if (!line || line.textContent === text) return;
  line.textContent = text;
  line.hidden = text === "";
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
  sessionStorage.removeItem(wasIn);
  view("view-over");
  const kind = code === "ended" || code === "left" ? code : "closed";
  const title = element("over-title");
  const text = element("over-text");
  if (title) title.textContent = say(`over.title.${kind}`);
  if (text) text.textContent = say(`over.${code}`) || say("over.closed");
  title?.focus();
  element("over-again")?.toggleAttribute("hidden", final.has(code));
}

/** Where capture is not permitted yet a page that was in the call comes back by one large button. */
function askToStart(): void {
  if (sessionStorage.getItem(wasIn) === null) return;
  const word = document.querySelector("#start .button span") ?? document.querySelector("#start .button");
  if (word) word.textContent = say("rejoin");
}

element("over-again")?.addEventListener("click", () => location.reload());
element("start")?.addEventListener("click", () => void start());
if (!elsewhere(say)) {
  void canCapture().then((granted) => (granted ? start() : askToStart()));
}
