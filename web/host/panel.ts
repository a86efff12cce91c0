import type { Aside } from "../call/aside.ts";
import type { Call } from "../call/call.ts";
import { people } from "../call/people.ts";
import type { LineEntry } from "../call/protocol.ts";
import { CommandError } from "../call/socket.ts";
import { announce, element, tell, type Say } from "../call/texts.ts";
import { alerts } from "./alerts.ts";
import { current, drawCurrent } from "./current.ts";
import { drawLine } from "./line.ts";
import { personOptions } from "./person.ts";

/** The panel beside the tiles: who is on, who comes next, who asks for help, who is in the room. */
export function panel(call: Call, say: Say, runs: boolean, briefs: string, aside: Aside): void {
  const model = element<HTMLTemplateElement>("panel-model");
  if (!model) return;
  element("pane-line")?.append(model.content.cloneNode(true));
  let line: LineEntry[] = [];
  let privately: string | undefined;

  const act = (promise: Promise<void>, told: Record<string, string> = {}): void => {
    trouble("");
    promise.catch((error: unknown) => {
      const code = error instanceof CommandError ? error.code : "internal";
      trouble(say(told[code] ?? `error.${code}`) || say("error.internal"));
    });
  };
  const onNow = (): LineEntry | undefined => line.find((entry) => entry.state === "stage");
  const draw = (): void => {
    drawLine(call, say, line, { runs, briefs, act, aside: () => privately });
    drawCurrent(onNow(), briefs);
  };
  call.on("queue", (queue) => {
    line = queue.line ?? [];
    draw();
  });
  call.on("roster", draw);
  call.on("admitted", () => {
    privately = undefined;
    announce(say("admitted"));
  });
  call.on("held", (held) => {
    privately = held.reason === "private" ? held.audience : undefined;
    announce(say(privately ? "private" : "held"));
    draw();
  });
  call.on("over", () => announce(say("over")));
  call.on("notice", (notice) => {
    if (notice.code === "deviceTrouble") trouble(say("device_trouble"));
  });
  call.on("room", (room) => locked(room.locked === true, say));

  element("next")?.addEventListener("click", () => act(call.commands.next(), { notFound: "next_nobody" }));
  element("lock")?.addEventListener("click", () => {
    const lock = call.room?.locked !== true;
    act(call.commands.lock(lock).then(() => tell(say(lock ? "locked" : "unlocked"))));
  });
  current(call, say, { act, current: onNow });
  alerts(call, say, aside, act);
  people(call, say, personOptions(call, say, runs, aside, act));
}

function locked(now: boolean, say: Say): void {
  const button = element("lock");
  if (!button) return;
  button.setAttribute("aria-pressed", String(now));
  const word = button.querySelector("span");
  if (word) word.textContent = say(now ? "unlock" : "lock");
}

function trouble(text: string): void {
  const line = element("trouble");
  if (!line) return;
  line.hidden = text === "";
  line.textContent = text;
  if (text !== "") line.scrollIntoView({ block: "nearest" });
}
