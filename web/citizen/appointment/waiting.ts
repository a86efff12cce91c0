import type { Call } from "../../call/call.ts";
import type { DeviceState, YourPlace } from "../../call/protocol.ts";
import { announce, clock, element, type Say } from "../../call/texts.ts";

type CheckState = "waiting" | "trying" | "passed" | "warned" | "failed";

/** Sets the state of one row of a device list; the page shows the text that goes with it. */
export function deviceRow(id: string, state: CheckState): void {
  const row = element(`device-${id}`);
  if (row && row.dataset["state"] !== state) row.dataset["state"] = state;
}

function stateOf(device: DeviceState): CheckState {
  return device === "ok" ? "passed" : "failed";
}

/** Fills the waiting room: place in line, an honest range, how the line runs. */
export function showWaiting(call: Call, say: Say): void {
  const devices = (): void => {
    deviceRow("camera", stateOf(call.devices.report.camera));
    deviceRow("microphone", stateOf(call.devices.report.microphone));
  };
  call.devices.on("report", devices);
  devices();
  call.on("queue", (queue) => {
    if (queue.yours) place(queue.yours, say, call.now());
  });
}

function place(yours: YourPlace, say: Say, now: number): void {
  const ahead = say(yours.called ? "waiting.called" : yours.place <= 1 ? "waiting.next" : `ahead.${yours.place - 1}`);
  put("waiting-place", yours.called ? "✓" : String(yours.place));
  if (put("waiting-ahead", ahead)) announce(ahead);
  put("waiting-range", range(yours, say, now));
  const notice = element("waiting-notice");
  if (!notice) return;
  notice.hidden = yours.lateMinutes < 5;
  const text = notice.querySelector("span");
  if (text) text.textContent = say("waiting.late");
}

/** When the turn comes, as a stretch of the clock: it stays true while the page is not looked at. */
function range(yours: YourPlace, say: Say, now: number): string {
  if (yours.fromMinutes === undefined || yours.toMinutes === undefined) return "";
  if (yours.toMinutes <= 5) return say("waiting.soon");
  const at = (minutes: number) => clock(new Date(now + minutes * 60000));
  return say("waiting.between", { from: at(yours.fromMinutes), to: at(yours.toMinutes) });
}

function put(id: string, text: string): boolean {
  const target = element(id);
  if (!target || target.textContent === text) return false;
  target.textContent = text;
  return true;
}
