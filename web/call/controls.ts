import type { Call } from "./call.ts";
import { element, tell, type Say } from "./texts.ts";

/** Wires the bar of the call: microphone, camera, screen, leave. Buttons that are not there are not wired. */
export function controls(call: Call, say: Say, leave: () => void): void {
  click("call-mic", () => void turn(call, "audio", say));
  click("call-camera", () => void turn(call, "camera", say));
  click("call-screen", () => void share(call, say));
  click("call-leave", leave);
  const canShare = typeof navigator.mediaDevices?.getDisplayMedia === "function";
  element("call-screen")?.toggleAttribute("hidden", !canShare);

  const draw = (): void => {
    press("call-mic", !call.switches.audio || !call.devices.audio);
    press("call-camera", !call.switches.camera || !call.devices.camera);
    press("call-screen", call.switches.screen);
  };
  call.on("switches", draw);
  call.devices.on("track", draw);
  call.on("you", draw);
  draw();

  call.on("muted", (muted) => {
    if (muted.person === call.you?.person) tell(say(muted.audio || muted.camera ? "muted.by_staff" : "freed.by_staff"));
  });
  call.devices.on("lost", (source) => tell(say(`device.lost.${source}`)));
  call.devices.on("using", (name) => tell(say("device.using", { name })));
  call.devices.on("changed", ({ added }) => {
    if (added) tell(say("device.new"));
  });
}

/** A device that was refused or unplugged is asked for again. */
async function turn(call: Call, source: "audio" | "camera", say: Say): Promise<void> {
  if (call.devices[source]) {
    call.turn(source, !call.switches[source]);
    return;
  }
  if ((await call.devices.choose(source)) !== "ok") tell(say(`refused.${source}`));
  call.turn(source, call.devices[source] !== null);
}

async function share(call: Call, say: Say): Promise<void> {
  if (call.switches.screen) return call.stopScreen();
  try {
    await call.shareScreen();
    tell(say("screen.sharing"));
  } catch {
    tell(say("screen.refused")); // not chosen, or not allowed
  }
}

function click(id: string, act: () => void): void {
  element(id)?.addEventListener("click", act);
}

function press(id: string, pressed: boolean): void {
  element(id)?.setAttribute("aria-pressed", String(pressed));
}
