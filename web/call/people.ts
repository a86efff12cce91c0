import type { Call } from "./call.ts";
import type { Light, Person, PersonQuality } from "./protocol.ts";
import { clone, set, show } from "./rows.ts";
import { element, type Say } from "./texts.ts";

export interface PeopleOptions {
  /** Words after the role: what the office knows besides. */
  detail?(person: Person): string[];
  /** Buttons at a person's row. */
  actions?(person: Person, box: HTMLElement): void;
  /** Whether the figures of the line are shown. */
  quality?: boolean;
}

export const lights: Record<Light, string> = { waiting: "success", good: "success", fair: "warning", bad: "danger" };

/** Who is in the room: always there to be looked at, with the role and the name that the office has checked. */
export function people(call: Call, say: Say, options: PeopleOptions = {}): void {
  let quality = new Map<number, PersonQuality>();
  const draw = (): void => {
    const list = element("people");
    if (list) show(list, ordered(call.roster).map((person) => row(call, say, person, quality.get(person.person), options)));
    const count = element("call-people-count");
    if (count) count.textContent = String(call.roster.length);
  };
  call.on("roster", draw);
  call.on("quality", (measured) => {
    quality = new Map(measured.map((one) => [one.person, one]));
    draw();
  });
}

const places = ["stage", "waiting", "wings"];

function ordered(roster: readonly Person[]): Person[] {
  return [...roster].sort((a, b) => places.indexOf(a.place) - places.indexOf(b.place) || a.person - b.person);
}

function row(call: Call, say: Say, person: Person, quality: PersonQuality | undefined, options: PeopleOptions): HTMLElement {
  const made = clone("entry-model");
  made.dataset["key"] = String(person.person);
  made.dataset["person"] = String(person.person);
  made.classList.toggle("person--success", person.place === "stage" && person.connection === "here");
  made.classList.toggle("person--danger", person.help !== undefined);
  set(made, ".person__place", person.place === "stage" ? "●" : "○");
  set(made, "bdi", person.name);
  const you = person.person === call.you?.person ? ` (${say("you")})` : "";
  const words = [`${say(`role.${person.role}`)}${you}`, ...(person.connection === "lost" ? [say("person.lost")] : []), ...(options.detail?.(person) ?? [])];
  set(made, ".person__detail", words.filter((word) => word !== "").join(" · "));
  const marks = made.querySelector<HTMLElement>(".person__marks");
  if (person.verified) marks?.append(clone("verified-model"));
  if (options.quality && quality && quality.light !== "waiting") marks?.append(signal(say, quality));
  const actions = made.querySelector<HTMLElement>(".person__actions");
  if (actions) options.actions?.(person, actions);
  return made;
}

function signal(say: Say, quality: PersonQuality): HTMLElement {
  const made = clone("signal-model");
  made.dataset["quality"] = lights[quality.light];
  const loss = Math.max(quality.lossIn ?? 0, quality.lossOut ?? 0) * 100;
  const figures = [
    ...(quality.score ? [say("score", { score: quality.score.toFixed(1) })] : []),
    say("loss", { loss: loss.toFixed(loss < 10 ? 1 : 0), rtt: Math.round(quality.rttMs ?? 0) }),
  ];
  set(made, ".person__score", figures.join(" · "));
  return made;
}
