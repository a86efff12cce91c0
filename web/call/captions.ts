import type { Call } from "./call.ts";
import { element, keep, kept, tell, type Say } from "./texts.ts";

const shownFor = 9000;
const atMost = 3;
const typedEvery = 600;
const writers: ReadonlySet<string> = new Set(["interpreter", "noteTaker"]);

/** What is said, typed along by an interpreter or a note-taker: shown large enough to be read, in the size chosen. */
export function captions(call: Call, say: Say): void {
  const box = element("captions");
  if (!box) return;
  size(box, kept("captions") ?? "medium");
  const lines = new Map<number, HTMLElement>(); // the unfinished line of each person

  call.on("caption", (caption) => {
    const line = lines.get(caption.person) ?? document.createElement("p");
    const name = call.roster.find((person) => person.person === caption.person)?.name;
    line.className = "captions__line";
    line.dir = "auto";
    line.textContent = caption.text;
    line.title = name ?? "";
    if (!line.isConnected) box.append(line);
    if (caption.final) lines.delete(caption.person);
    else lines.set(caption.person, line);
    if (caption.final) setTimeout(() => remove(box, line), shownFor);
    while (box.children.length > atMost) box.firstElementChild?.remove();
    box.hidden = box.dataset["size"] === "off";
  });
  writing(call, say);
}

/** Sets the size of the captions, and keeps it on this device. */
export function chooseSize(chosen: string): void {
  keep("captions", chosen);
  const box = element("captions");
  if (box) size(box, chosen);
}

function size(box: HTMLElement, chosen: string): void {
  box.dataset["size"] = chosen;
  box.hidden = chosen === "off" || box.children.length === 0;
}

function remove(box: HTMLElement, line: HTMLElement): void {
  line.remove();
  if (box.children.length === 0) box.hidden = true;
}

/** The box in which whoever writes along types; what is being typed is shown while it grows. */
function writing(call: Call, say: Say): void {
  const form = element<HTMLFormElement>("caption-form");
  const box = element<HTMLInputElement>("caption-text");
  if (!form || !box) return;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  call.on("you", (you) => {
    form.hidden = !writers.has(you.role) || you.place !== "stage";
  });
  box.addEventListener("input", () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      if (box.value.trim() !== "") call.commands.caption(box.value.trim(), false).catch(() => undefined);
    }, typedEvery);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    clearTimeout(waiting);
    waiting = undefined;
    if (text === "") return;
    box.value = "";
    call.commands.caption(text, true).catch(() => {
      if (box.value === "") box.value = text;
      tell(say("chat.failed"));
    });
  });
}
