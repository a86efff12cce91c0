import type { Call } from "./call.ts";
import { element, type Say } from "./texts.ts";

/** Says for as long as it is so that the audience is recorded, or about to be, or should be and is not. */
export function recording(call: Call, say: Say): void {
  call.on("room", (room) => {
    const line = element("call-recording");
    if (!line) return;
    const text = room.recording ? say(`recording.${room.recording}`) : "";
    line.toggleAttribute("data-on", room.recording === "on");
    line.hidden = text === "";
    if (line.textContent !== text) line.textContent = text;
  });
}
