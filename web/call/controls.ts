import type { Call } from "./call.ts";
import { badge } from "./chat.ts";
import { element, tell, type Say } from "./texts.ts";

/** Wires the bar of the call: microphone, camera, screen, chat, help, leave. Buttons that are not there are not wired. */
export function controls(call: Call, say: Say, leave: () => void): void {
  toggle("call-mic", () => void turn(call, "audio", say));
  toggle("call-camera", () => void turn(call, "camera", say));
  toggle("call-screen", () => {
    if (call.switches.screen) void call.stopScreen();
    else call.shareScreen().catch(() => tell(say("screen.refused")));
  });
  toggle("call-help", () => {
    call.commands.say("staff", say("help.line")).then(() => tell(say("help.sent")), () => tell(say("chat.failed")));
  });
  toggle("call-chat", () => showAside(!asideShown()));
  toggle("call-leave", leave);
  showAside(window.matchMedia("(min-width: 60rem)").matches);

  const draw = (): void => {
    press("call-mic", !call.switches.audio || !call.devices.audio);
    press("call-camera", !call.switches.camera || !call.devices.camera);
    press("call-screen", call.switches.screen);
  };
  call.on("switches", draw);
  call.devices.on("track", draw);
  call.on("you", draw);
  call.on("muted", (muted) => {
    if (muted.person === call.you?.person && (muted.audio || muted.camera)) tell(say("muted.by_staff"));
  });
  draw();
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

function toggle(id: string, act: () => void): void {
  element(id)?.addEventListener("click", act);
}

function press(id: string, pressed: boolean): void {
  element(id)?.setAttribute("aria-pressed", String(pressed));
}

function asideShown(): boolean {
  const aside = element("call-aside");
  return aside !== null && !aside.hidden;
}

function showAside(show: boolean): void {
  const aside = element("call-aside");
  if (!aside) return;
  aside.hidden = !show;
  press("call-chat", show);
  if (show) badge(0);
}
