import type { Aside } from "./aside.ts";
import type { Call } from "./call.ts";
import type { Addressee } from "./commands.ts";
import { Memory, type Kept } from "./memory.ts";
import type { ChatLine, SharedDocument } from "./protocol.ts";
import { announce, clock, element, tell, type Say } from "./texts.ts";

/** The written side of the call: lines come in, one box sends. A person who waits writes to the staff. */
export function chat(call: Call, say: Say, aside: Aside): void {
  const list = element("chat-list");
  const form = element<HTMLFormElement>("chat-form");
  const box = element<HTMLInputElement>("chat-text");
  const to = element<HTMLSelectElement>("chat-to");
  if (!list || !form || !box) return;
  const seen = new Set<string>();
  const memory = new Memory();
  let past: Kept[] = memory.recall(); // shown once it is known who "you" are

  /** Shows a line once; tells whether it was new. */
  const add = (line: Kept): boolean => {
    const key = "chat" in line ? `${line.chat.id} ${line.chat.at}` : `d${line.document.id}`; // a server that was restarted counts from 1 again
    if (seen.has(key)) return false;
    seen.add(key);
    const said = "chat" in line ? line.chat : line.document;
    list.append(message(said, said.from === call.you?.person, "chat" in line ? words(line.chat.text) : file(line.document, say), say));
    list.scrollTop = list.scrollHeight;
    return true;
  };
  const came = (line: Kept): void => {
    if (!add(line)) return;
    memory.keep(line);
    const said = "chat" in line ? line.chat : line.document;
    if (said.from === call.you?.person) return;
    announce(say("chat.from", { name: said.name }));
    aside.came("chat");
  };
  call.on("joined", () => {
    past.forEach(add);
    past = [];
  });
  call.on("chat", (chat) => came({ chat }));
  call.on("document", (document) => came({ document }));
  const forget = (): void => {
    memory.forget();
    list.replaceChildren();
  };
  call.on("over", forget); // what was written belongs to its audience
  call.on("ended", (code) => {
    if (code === "ended" || code === "removed") forget();
  });
  if (to) call.on("roster", () => addressees(to, call));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text === "") return;
    call.commands.say(addressee(call, to), text).then(
      () => {
        if (box.value.trim() === text) box.value = "";
        if (to?.dataset["once"]) to.value = "stage"; // one line was for them; the next is for everybody again
        if (to) delete to.dataset["once"];
      },
      () => tell(say("chat.failed")), // what was typed stays in the box
    );
  });
}

/** Opens the chat with a line to this person begun. */
export function writeTo(person: number, aside: Aside): void {
  const to = element<HTMLSelectElement>("chat-to");
  if (to) {
    to.value = String(person);
    to.dataset["once"] = "yes";
  }
  aside.show("chat");
  element("chat-text")?.focus();
}

function addressee(call: Call, to: HTMLSelectElement | null): Addressee {
  if (!to) return call.you?.place === "stage" ? "stage" : "staff";
  return to.value === "stage" || to.value === "staff" ? to.value : Number(to.value);
}

/** Staff may write to anybody in the room; a choice that is still there stays. */
function addressees(to: HTMLSelectElement, call: Call): void {
  const others = call.roster.filter((person) => person.person !== call.you?.person);
  const names = others.map((person) => `${person.person} ${person.name}`).join("|");
  if (to.dataset["names"] === names) return;
  to.dataset["names"] = names;
  const chosen = to.value;
  [...to.options].filter((option) => /^\d+$/.test(option.value)).forEach((option) => option.remove());
  to.append(...others.map((person) => new Option(person.name, String(person.person))));
  to.value = chosen;
  if (to.selectedIndex < 0) to.value = "stage";
}

function message(line: ChatLine | SharedDocument, own: boolean, body: HTMLElement, say: Say): HTMLElement {
  const item = document.createElement("li");
  item.className = own ? "chat__message chat__message--own" : "chat__message";
  const from = document.createElement("p");
  from.className = "chat__from";
  const name = document.createElement("bdi");
  name.textContent = own ? say("you") : line.name;
  const at = document.createElement("bdi");
  at.className = "chat__time";
  at.textContent = clock(new Date(line.at));
  from.append(name, " ", at);
  if (line.to !== "stage") from.append(" ", say(`chat.${line.to}_only`));
  item.append(from, body);
  return item;
}

function words(text: string): HTMLElement {
  const made = document.createElement("p");
  made.className = "chat__text";
  made.dir = "auto";
  made.textContent = text;
  return made;
}

function file(shared: SharedDocument, say: Say): HTMLElement {
  const made = document.createElement("p");
  made.className = "chat__text chat__file";
  const link = document.createElement("a");
  link.href = addressOf(element("chat-file")?.dataset["keep"] ?? "", shared.id);
  link.download = shared.fileName;
  link.title = say("chat.download");
  const name = document.createElement("bdi");
  name.textContent = shared.fileName;
  link.append(name);
  const size = document.createElement("bdi");
  size.dir = "ltr";
  size.className = "chat__time";
  size.textContent = shared.size < 1 << 20 ? `${Math.ceil(shared.size / 1024)} KB` : `${(shared.size / (1 << 20)).toFixed(1)} MB`;
  made.append(link, " ", size);
  return made;
}

/** Where a document is read from: beneath the place it was put to, which may carry a query. */
export function addressOf(keep: string, id: string): string {
  const [path, query] = keep.split("?");
  return `${path}/${encodeURIComponent(id)}${query ? `?${query}` : ""}`;
}
