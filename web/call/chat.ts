import type { Call } from "./call.ts";
import { announce, clock, element, tell, type Say } from "./texts.ts";

/** The written side of the call: lines come in, one box sends. A person who waits writes to the staff. */
export function chat(call: Call, say: Say): void {
  const list = element("chat-list");
  const form = element<HTMLFormElement>("chat-form");
  const box = element<HTMLInputElement>("chat-text");
  if (!list || !form || !box) return;
  const seen = new Set<string>();

  call.on("chat", (line) => {
    const key = `${line.id} ${line.at}`; // a server that was restarted counts from 1 again
    if (seen.has(key)) return;
    seen.add(key);
    const own = line.from === call.you?.person;
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
    if (line.to === "staff") from.append(" ", say("chat.staff_only"));
    const text = document.createElement("p");
    text.className = "chat__text";
    text.dir = "auto";
    text.textContent = line.text;
    item.append(from, text);
    list.append(item);
    item.scrollIntoView({ block: "nearest" });
    if (!own) {
      announce(say("chat.from", { name: line.name }));
      badge(1);
    }
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text === "") return;
    const to = call.you?.place === "stage" ? "stage" : "staff";
    call.commands.say(to, text).then(
      () => {
        if (box.value.trim() === text) box.value = "";
      },
      () => tell(say("chat.failed")), // what was typed stays in the box
    );
  });
}

/** Counts unread lines on the chat button while the panel is closed. */
export function badge(by: number): void {
  const mark = element("call-chat-badge");
  const button = element("call-chat");
  if (!mark || !button) return;
  if (by === 0 || button.getAttribute("aria-pressed") === "true") {
    mark.hidden = true;
    mark.textContent = "";
    return;
  }
  mark.textContent = String(Number(mark.textContent || "0") + by);
  mark.hidden = false;
}
