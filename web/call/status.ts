import type { Call } from "./call.ts";
import type { Person } from "./protocol.ts";
import { announce, clock, element, type Say } from "./texts.ts";

/** Shows how the connection is, and how much time is left. */
export function status(call: Call, say: Say): void {
  let socket = "connecting";
  let path = "connecting";
  let hostAway = false;
  let endsAt: number | undefined;

  const draw = (): void => {
    const line = element("call-status");
    if (!line) return;
    const [name, kind] = state(socket, path, hostAway || unattended(call.you, call.roster));
    const text = say(`status.${name}`);
    line.className = `call__status call__status--${kind}`;
    if (line.textContent !== text) line.textContent = text;
  };
  call.on("state", (state) => {
    socket = state;
    draw();
  });
  call.on("path", (state) => {
    path = state;
    draw();
  });
  call.on("roster", draw);
  call.on("joined", (joined) => {
    hostAway = hostLost(joined.roster.people); // notices given meanwhile were missed
    endsAt = joined.room.endsAt && joined.you.place === "stage" ? Date.parse(joined.room.endsAt) : endsAt;
    draw();
  });
  call.on("admitted", (admitted) => {
    endsAt = admitted.endsAt ? Date.parse(admitted.endsAt) : undefined;
  });
  const over = (): void => {
    endsAt = undefined;
  };
  call.on("held", over);
  call.on("over", over);
  call.on("notice", (notice) => {
    if (notice.code === "hostAway") hostAway = true;
    if (notice.code === "hostBack") hostAway = false;
    if (notice.code === "extended" && notice.at) endsAt = Date.parse(notice.at);
    const text = say(`notice.${notice.code}`, { minutes: notice.minutes ?? 0, at: notice.at ? clock(new Date(notice.at)) : "" });
    if (text) announce(text);
    draw();
  });
  setInterval(() => {
    const label = element("call-clock");
    if (label) label.textContent = endsAt === undefined ? "" : left(endsAt - call.now(), say);
  }, 1000);
}

const visitors: ReadonlySet<string> = new Set(["citizen", "companion"]);

/** Whether a visitor is on the stage with nobody of the office there to see them. */
export function unattended(you: Person | undefined, people: readonly Person[]): boolean {
  return you?.place === "stage" && people.every((person) => visitors.has(person.role) || person.connection === "lost");
}

/** Whether every host who is in the room has lost the connection. */
export function hostLost(people: readonly Person[]): boolean {
  const hosts = people.filter((person) => person.role === "host");
  return hosts.length > 0 && hosts.every((person) => person.connection === "lost");
}

function state(socket: string, path: string, hostAway: boolean): [name: string, kind: string] {
  if (socket === "lost" || path === "lost") return ["reconnecting", "warning"];
  if (socket !== "open" || path !== "connected") return ["connecting", "warning"];
  if (hostAway) return ["host_away", "warning"];
  return ["connected", "success"];
}

function left(ms: number, say: Say): string {
  const seconds = Math.round(ms / 1000);
  const size = Math.abs(seconds);
  const time = `${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
  return say(seconds >= 0 ? "clock.left" : "clock.over", { time });
}
