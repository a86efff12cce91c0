import type { Call } from "../call/call.ts";
import type { Disposition, LineEntry, Person } from "../call/protocol.ts";
import { CommandError } from "../call/socket.ts";
import { announce, element, type Say } from "../call/texts.ts";

/** The panel beside the tiles: who is on, who comes next, who is in the room. */
export function panel(call: Call, say: Say, runs: boolean, briefs: string): void {
  const aside = element("call-aside");
  const model = element<HTMLTemplateElement>("panel-model");
  if (!aside || !model) return;
  aside.prepend(model.content.cloneNode(true));
  let line: LineEntry[] = [];

  const act = (promise: Promise<void>): void => {
    trouble("");
    promise.catch((error: unknown) => {
      const code = error instanceof CommandError ? error.code : "internal";
      trouble(say(`error.${code}`) || say("error.internal"));
    });
  };

  const draw = (): void => {
    drawLine(line, (entry, actions) => {
      if (!runs || entry.state === "stage") return;
      const here = entry.inPerson || entry.state === "ready" || entry.state === "waiting";
      if (!entry.verified) actions.append(button(say("verify"), () => act(verify(briefs, entry.audience))));
      else if (here) actions.append(button(say("admit"), () => act(call.commands.admit(entry.audience))));
      actions.append(link(say("brief"), briefs + entry.audience.replace(/^a-/, "")));
    }, say);
    drawCurrent(line.find((entry) => entry.state === "stage"), briefs);
    drawPeople(call, say, runs, act);
  };
  call.on("queue", (queue) => {
    line = queue.line ?? [];
    draw();
  });
  call.on("roster", draw);
  call.on("lanes", draw);
  call.on("admitted", () => announce(say("admitted")));
  call.on("held", () => announce(say("held")));
  call.on("over", () => announce(say("over")));
  call.on("notice", (notice) => {
    if (notice.code === "deviceTrouble") trouble(say("device_trouble"));
  });

  element("next")?.addEventListener("click", () => {
    trouble("");
    call.commands.next().catch((error: unknown) => {
      const code = error instanceof CommandError ? error.code : "internal";
      trouble(code === "notFound" ? say("next_nobody") : say(`error.${code}`) || say("error.internal"));
    });
  });
  element("hold")?.addEventListener("click", () => {
    const current = line.find((entry) => entry.state === "stage");
    if (current) act(call.commands.hold(current.audience));
  });
  element("end-form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const current = line.find((entry) => entry.state === "stage");
    if (!current) return;
    const data = new FormData(form);
    act(call.commands.end(current.audience, String(data.get("how")) as Disposition, String(data.get("note") ?? "")).then(() => form.reset()));
  });
}

/** Notes that the person's identity was checked; the line is sent anew within seconds. */
async function verify(briefs: string, audience: string): Promise<void> {
  const answer = await fetch(`${briefs}${audience.replace(/^a-/, "")}/verify`, { method: "POST" });
  if (!answer.ok) throw new CommandError("internal");
  if (!new URL(answer.url).pathname.startsWith(new URL(briefs, location.href).pathname)) throw new CommandError("forbidden"); // signed out
}

function trouble(text: string): void {
  const line = element("trouble");
  if (!line) return;
  line.hidden = text === "";
  line.textContent = text;
}

function clone(id: string): HTMLElement {
  return (element<HTMLTemplateElement>(id)?.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
}

function button(label: string, act: () => void): HTMLElement {
  const made = clone("button-model");
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function link(label: string, href: string): HTMLElement {
  const made = clone("link-model") as HTMLAnchorElement;
  made.textContent = label;
  made.href = href;
  return made;
}

function drawLine(line: LineEntry[], fill: (entry: LineEntry, actions: HTMLElement) => void, say: Say): void {
  const list = element("line");
  if (!list) return;
  const rows = line.filter((entry) => entry.state !== "stage").map((entry) => {
    const row = clone("entry-model");
    row.dataset["audience"] = entry.audience;
    row.classList.toggle("person--success", entry.inPerson || entry.state === "ready");
    set(row, ".person__place", String(entry.place));
    set(row, "bdi", entry.name);
    set(row, ".person__reference", entry.reference);
    set(row, ".person__detail", entry.inPerson ? say("in_office") : say(`state.${entry.state}`));
    const actions = row.querySelector<HTMLElement>(".person__actions");
    if (actions) fill(entry, actions);
    return row;
  });
  replace(list, rows);
  element("line-empty")?.toggleAttribute("hidden", rows.length > 0);
}

function drawCurrent(current: LineEntry | undefined, briefs: string): void {
  const box = element("current");
  if (!box) return;
  box.hidden = !current;
  element("next")?.toggleAttribute("disabled", current !== undefined);
  if (!current) return;
  const id = current.audience.replace(/^a-/, "");
  set(box, "#current-name", current.name);
  set(box, "#current-reference", current.reference);
  element<HTMLAnchorElement>("current-brief")?.setAttribute("href", briefs + id);
  element<HTMLAnchorElement>("current-direct")?.setAttribute("href", `${briefs}${id}/direct`);
}

/** Everybody connected, with the role and the name that the office verified. */
function drawPeople(call: Call, say: Say, runs: boolean, act: (promise: Promise<void>) => void): void {
  const rows = call.roster.map((person) => {
    const row = clone("entry-model");
    row.dataset["person"] = String(person.person);
    set(row, ".person__place", person.place === "stage" ? "●" : "○");
    set(row, "bdi", person.name);
    set(row, ".person__detail", `${say(`role.${person.role}`)}${person.connection === "lost" ? ` · ${say("state.lost")}` : ""}`);
    const actions = row.querySelector<HTMLElement>(".person__actions");
    if (runs && actions && person.person !== call.you?.person && person.role !== "host") controlsOf(call, say, person, actions, act);
    return row;
  });
  const list = element("people");
  if (list) replace(list, rows);
}

/** Leaves a list alone that says the same already: what has the focus, or is being pressed, stays. */
function replace(list: HTMLElement, rows: HTMLElement[]): void {
  const old = [...list.children];
  if (old.length === rows.length && rows.every((row, n) => row.isEqualNode(old[n] ?? null))) return;
  list.replaceChildren(...rows);
}

function controlsOf(call: Call, say: Say, person: Person, actions: HTMLElement, act: (promise: Promise<void>) => void): void {
  const muted = person.muted.audio;
  actions.append(button(say(muted ? "unmute" : "mute"), () => act(call.commands.mute(person.person, !muted, person.muted.camera))));
  actions.append(button(say("remove"), () => act(call.commands.remove(person.person))));
}

function set(root: HTMLElement, selector: string, text: string): void {
  const target = root.querySelector<HTMLElement>(selector);
  if (target && target.textContent !== text) target.textContent = text;
}
