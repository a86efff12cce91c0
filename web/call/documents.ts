import { element, type Say } from "./texts.ts";

const largest = 10 << 20;

/** Shows a file to those in the audience: it goes up by HTTP, and the room tells everybody. */
export function documents(say: Say): void {
  const box = element<HTMLInputElement>("chat-file");
  const state = element("chat-state");
  if (!box || !state) return;
  const tell = (text: string): void => {
    state.textContent = text;
    state.hidden = text === "";
  };
  element("chat-attach")?.addEventListener("click", () => box.click());
  box.addEventListener("change", () => {
    const file = box.files?.[0];
    if (!file) return;
    if (file.size > largest) {
      box.value = "";
      return tell(say("document.too_large"));
    }
    tell(say("document.sending"));
    void upload(box.dataset["keep"] ?? "", file).then((status) => {
      box.value = "";
      tell(status === 201 ? "" : say(status === 413 ? "document.too_large" : status === 422 || status === 415 ? "document.kind" : "document.failed"));
    });
  });
}

async function upload(to: string, file: File): Promise<number> {
  const form = new FormData();
  form.set("file", file);
  try {
    return (await fetch(to, { method: "POST", body: form })).status;
  } catch {
    return 0;
  }
}
