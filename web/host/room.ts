import { Aside } from "../call/aside.ts";
import { canCapture, keepAwake } from "../call/browser.ts";
import { Call } from "../call/call.ts";
import { Devices } from "../call/devices.ts";
import { doorsOf, ownDoor } from "../call/doors.ts";
import { element, textsOf } from "../call/texts.ts";
import { stage } from "../call/stage.ts";
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
  if (!room) return;
  const devices = new Devices();
  await devices.open();
  const [url, ...others] = doorsOf(document.body.dataset, ownDoor(location));
  const call = new Call({ url, others, ticket: room.dataset["ticket"] ?? "", devices });
  const aside = new Aside();
  const tiles = stage(call, say, aside);
  panel(call, say, room.dataset["runs"] === "true", room.dataset["brief"] ?? "", aside);
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
  aside.openIfRoom();
  void keepAwake();
}

element("over-again")?.addEventListener("click", () => location.reload());
element("start")?.addEventListener("click", () => void start());
void canCapture().then((granted) => {
  if (granted) void start();
});
