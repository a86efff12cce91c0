import type { Call } from "../call/call.ts";
import type { LineEntry } from "../call/protocol.ts";
import { button, clone, set, show } from "../call/rows.ts";
import { CommandError } from "../call/socket.ts";
import { element, type Say } from "../call/texts.ts";
import { equipment } from "./person.ts";

export interface LineOptions {
  runs: boolean;
  /** Where the briefs are: the number of the audience follows. */
  briefs: string;
  act(promise: Promise<void>): void;
  /** The audience that waits for a private word to end. */
  aside(): string | undefined;
}

/** The number of an audience, from the room's name for it. */
export function numberOf(audience: string): string {
  return audience.replace(/^a-/, "");
}

/** Draws who waits, and the card of the one who is next. */
export function drawLine(call: Call, say: Say, line: LineEntry[], options: LineOptions): void {
  const waiting = line.filter((entry) => entry.state !== "stage");
  const list = element("line");
  if (list) show(list, waiting.map((entry) => row(call, say, entry, options)));
  element("line-empty")?.toggleAttribute("hidden", waiting.length > 0);
  drawDeck(call, say, line);
}

function row(call: Call, say: Say, entry: LineEntry, options: LineOptions): HTMLElement {
  const made = clone("entry-model");
  made.dataset["key"] = made.dataset["audience"] = entry.audience;
  made.classList.toggle("person--success", entry.inPerson || entry.state === "ready");
  made.classList.toggle("person--now", entry.onDeck === true);
  set(made, ".person__place", String(entry.place));
  set(made, "bdi", entry.name);
  set(made, ".person__reference", entry.reference);
  set(made, ".person__detail", standing(call, say, entry));
  const actions = made.querySelector<HTMLElement>(".person__actions");
  if (actions && options.runs) fill(call, say, entry, actions, options);
  return made;
}

function standing(call: Call, say: Say, entry: LineEntry): string {
  const state = entry.inPerson ? say("in_office") : say(`state.${entry.state}`);
  const people = call.roster.filter((person) => entry.people.includes(person.person));
  return [state, ...people.map((person) => equipment(person, say))].filter((word) => word !== "").join(" · ");
}

function fill(call: Call, say: Say, entry: LineEntry, box: HTMLElement, options: LineOptions): void {
  const here = entry.inPerson || entry.state === "ready" || entry.state === "waiting";
  const { act, briefs } = options;
  if (!entry.verified) box.append(button("verify", say("verify"), () => act(verify(briefs, entry.audience))));
  else if (here) box.append(button("admit", say(options.aside() === entry.audience ? "back_in" : "admit"), () => act(call.commands.admit(entry.audience))));
  const brief = clone("link-model") as HTMLAnchorElement;
  brief.dataset["do"] = "brief";
  brief.textContent = say("brief");
  brief.href = briefs + numberOf(entry.audience);
  box.append(brief);
}

/** The one who is next, as a card: what the host sees before pressing "next". */
function drawDeck(call: Call, say: Say, line: LineEntry[]): void {
  const box = element("deck");
  const next = line.find((entry) => entry.onDeck && entry.state !== "stage");
  if (!box) return;
  box.hidden = !next;
  if (!next) return;
  set(box, "#deck-name", next.name);
  set(box, "#deck-reference", next.reference);
  set(box, "#deck-state", standing(call, say, next));
}

/** Notes that the person's identity was checked; the line is sent anew within seconds. */
async function verify(briefs: string, audience: string): Promise<void> {
  const answer = await fetch(`${briefs}${numberOf(audience)}/verify`, { method: "POST" });
  if (!answer.ok) throw new CommandError("internal");
  if (!new URL(answer.url).pathname.startsWith(new URL(briefs, location.href).pathname)) throw new CommandError("forbidden"); // signed out
}
