import { Call } from "../../call/call.ts";
import { Devices, meter } from "../../call/devices.ts";
import { elsewhere } from "../../call/inapp.ts";
import { Measure } from "../../call/measure.ts";
import type { Check } from "../../call/protocol.ts";
import { element, textsOf } from "../../call/texts.ts";
import { deviceRow } from "./waiting.ts";

const say = textsOf();
const enough = 4; // judged reports of the server: about eight seconds
const patience = 10; // reports after which a missing picture is taken for missing
const noPathAfter = 20000;
const heardAbove = 0.02;

const result = { camera: "unknown", microphone: "unknown", speaker: "unknown", path: "none", rtt: 0, jitter: 0, loss: 0, up: 0, down: 0 };
let pathDone = false;
let heardVoice = false;

async function start(): Promise<void> {
  element("check-start")?.setAttribute("hidden", "");
  element("check-last")?.setAttribute("hidden", "");
  element("check-run")?.removeAttribute("hidden");
  state(say("seconds"));
  for (const id of ["camera", "microphone", "path"]) deviceRow(id, "trying");
  const devices = new Devices();
  const report = await devices.open();
  result.camera = report.camera;
  result.microphone = report.microphone;
  deviceRow("camera", devices.camera ? "trying" : "failed");
  deviceRow("microphone", devices.audio ? "trying" : "failed");
  showOwn(devices.camera);
  if (devices.audio) listen(devices.audio);
  measure(devices);
  tone();
}

function state(text: string): void {
  const line = element("check-state");
  if (line && line.textContent !== text) line.textContent = text;
}

/** Shows one's own picture at once; the row passes when the server has seen a whole picture too. */
function showOwn(camera: MediaStreamTrack | null): void {
  const box = element("check-preview");
  if (!box || !camera) return;
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([camera]);
  box.replaceChildren(video);
}

function listen(track: MediaStreamTrack): void {
  const bar = (element<HTMLTemplateElement>("meter-model")?.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLMeterElement;
  element("device-microphone-extra")?.append(bar);
  meter(track, (level) => {
    bar.value = level;
    if (heardVoice || level < heardAbove) return;
    heardVoice = true;
    deviceRow("microphone", "passed");
  });
}

/** Sends sound and picture through the server and back, and notes what arrived at either end. */
function measure(devices: Devices): void {
  const ticket = element("check")?.dataset["ticket"] ?? "";
  const call = new Call({ url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/socket`, ticket, devices });
  const line = new Measure(call);
  let judged = 0;
  let reports = 0;
  call.on("check", async (check) => {
    if (pathDone) return;
    reports++;
    if (devices.camera) deviceRow("camera", check.pictures > 0 ? "passed" : "trying");
    if (check.path !== "connected") return;
    Object.assign(result, await line.read(check));
    figures();
    if (check.light !== "waiting") judged++;
    const whole = !devices.camera || check.pictures > 0;
    if ((judged >= enough && whole) || reports >= patience) settle(call, devices, check);
  });
  call.on("ended", () => noPath());
  call.start();
  setTimeout(() => {
    if (reports === 0 || result.path === "none") noPath();
  }, noPathAfter);
}

function figures(): void {
  const line = element("check-figures");
  const values = { rtt: result.rtt, jitter: result.jitter, loss: (result.loss / 10).toFixed(1), up: Math.round(result.up / 1000), down: Math.round(result.down / 1000) };
  if (line) line.textContent = say("figures", values);
}

function settle(call: Call, devices: Devices, check: Check): void {
  pathDone = true;
  if (devices.camera && check.pictures === 0) {
    result.camera = "unknown"; // it works, and nothing of it arrives
    deviceRow("camera", "failed");
  }
  deviceRow("path", check.light === "good" ? "passed" : check.light === "fair" ? "warned" : "failed");
  call.leave();
  finish();
}

function noPath(): void {
  if (pathDone) return;
  pathDone = true;
  result.path = "none";
  deviceRow("path", "failed");
  finish();
}

/** Plays a short tone; whether it was heard no program can know. */
function tone(): void {
  deviceRow("speaker", "trying");
  try {
    const context = new AudioContext();
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    volume.gain.value = 0.15;
    oscillator.frequency.value = 523;
    oscillator.connect(volume).connect(context.destination);
    oscillator.onended = () => void context.close();
    oscillator.start();
    oscillator.stop(context.currentTime + 1.2);
  } catch {
    heard(false);
    return;
  }
  element("heard")?.removeAttribute("hidden");
}

function heard(yes: boolean): void {
  result.speaker = yes ? "ok" : "none";
  deviceRow("speaker", yes ? "passed" : "failed");
  element("heard")?.setAttribute("hidden", "");
  finish();
}

/** Everything that can be known is known: it is kept with the appointment, and the page tells what follows. */
function finish(): void {
  if (!pathDone || result.speaker === "unknown") return;
  if (result.microphone === "ok" && !heardVoice) {
    result.microphone = "silent";
    deviceRow("microphone", "warned");
  }
  const form = element<HTMLFormElement>("check-form");
  if (!form) return;
  for (const [name, value] of Object.entries(result)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = String(value);
  }
  state(say("saving"));
  form.requestSubmit();
  setTimeout(() => {
    form.hidden = false; // still here: the network was away
    state(say("failed"));
  }, 8000);
}

elsewhere(say);
element("check-start")?.addEventListener("click", () => void start());
element("heard-yes")?.addEventListener("click", () => heard(true));
element("heard-no")?.addEventListener("click", () => heard(false));
element("heard-again")?.addEventListener("click", tone);
