import type { Call } from "./call.ts";
import type { Person } from "./protocol.ts";
import { announce, clock, element, tell, type Say } from "./texts.ts";

/** What is known of the connection. */
export interface Standing {
  socket: string;
  path: string;
  online: boolean;
  moving: boolean;
  hostAway: boolean;
  poor: boolean;
}

/** Shows how the connection is, and how much time is left. */
export function status(call: Call, say: Say): void {
  const now: Standing = { socket: "connecting", path: "connecting", online: navigator.onLine, moving: false, hostAway: false, poor: false };
  let hostAway = false;
  let endsAt: number | undefined;

  const draw = (): void => {
    const line = element("call-status");
    if (!line) return;
    now.hostAway = hostAway || unattended(call.you, call.roster);
    const [name, kind] = state(now);
    const text = say(`status.${name}`);
    line.className = `call__status call__status--${kind}`;
    if (line.textContent !== text) line.textContent = text;
  };
  const heard = (change: Partial<Standing>): void => {
    Object.assign(now, change);
    draw();
  };
  call.on("state", (socket) => heard({ socket }));
  call.on("path", (path) => heard({ path }));
  call.on("moving", (why) => heard({ moving: why === "room" }));
  call.on("roster", draw);
  call.on("quality", (people) => heard({ poor: people.find((one) => one.person === call.you?.person)?.audioOnly === true }));
  window.addEventListener("online", () => heard({ online: true }));
  window.addEventListener("offline", () => heard({ online: false }));
  call.on("room", (room) => {
    endsAt = room.endsAt ? Date.parse(room.endsAt) : undefined;
  });
  call.on("joined", (joined) => {
    hostAway = hostLost(joined.roster.people); // notices given meanwhile were missed
    heard({ moving: false });
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
    if (text && loud.has(notice.code)) tell(text);
    else if (text) announce(text);
    draw();
  });
  setInterval(() => {
    const label = element("call-clock");
    if (label) label.textContent = endsAt === undefined || call.you?.place === "waiting" ? "" : left(endsAt - call.now(), say);
  }, 1000);
}

/** What is also shown, for those who do not hear the page read out. */
const loud: ReadonlySet<string> = new Set(["ending", "extended", "hostAway", "hostBack", "shutdown"]);

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

/** The one sentence that helps most now, and its colour. */
export function state(now: Standing): [name: string, kind: "success" | "warning" | "danger"] {
  if (!now.online && now.socket !== "open") return ["offline", "danger"];
  if (now.moving) return ["moving", "warning"];
  if (now.socket === "lost") return ["reconnecting", "warning"];
  if (now.path === "lost") return ["path", "warning"];
  if (now.socket !== "open" || now.path !== "connected") return ["connecting", "warning"];
  if (now.hostAway) return ["host_away", "warning"];
  if (now.poor) return ["poor", "warning"];
  return ["connected", "success"];
}

function left(ms: number, say: Say): string {
  const seconds = Math.round(ms / 1000);
  const size = Math.abs(seconds);
  const time = `${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
  return say(seconds >= 0 ? "clock.left" : "clock.over", { time });
}
