import { Call } from "../../call/call.ts";
import { Devices, meter } from "../../call/devices.ts";
import type { Check } from "../../call/protocol.ts";
import { announce, element, textsOf } from "../../call/texts.ts";
import { deviceRow } from "./waiting.ts";

const say = textsOf();
const enough = 3; // judged reports of the server
const noPathAfter = 20000;
const heardAbove = 0.02;

interface Result {
  camera: string;
  microphone: string;
  speaker: string;
  path: string;
  rtt: number;
  loss: number;
}

const result: Result = { camera: "unknown", microphone: "unknown", speaker: "unknown", path: "none", rtt: 0, loss: 0 };
let pathDone = false;

async function start(): Promise<void> {
  element("check-start")?.setAttribute("hidden", "");
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
  void tone();
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
  let heard = false;
  meter(track, (level) => {
    bar.value = level;
    if (heard || level < heardAbove) return;
    heard = true;
    deviceRow("microphone", "passed");
  });
}

/** Sends sound and picture through the server and takes its word for what arrived. */
function measure(devices: Devices): void {
  const ticket = element("check")?.dataset["ticket"] ?? "";
  const call = new Call({ url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/socket`, ticket, devices });
  let judged = 0;
  call.on("check", (check) => {
    if (devices.camera) deviceRow("camera", check.pictures > 0 ? "passed" : "trying");
    if (check.path !== "connected" || check.light === "waiting" || ++judged < enough || pathDone) return;
    void settle(call, check);
  });
  call.on("ended", () => noPath());
  call.start();
  setTimeout(() => noPath(), noPathAfter);
}

async function settle(call: Call, check: Check): Promise<void> {
  pathDone = true;
  const packets = check.audio.packets + check.camera.packets;
  const lost = check.audio.lost + check.camera.lost;
  result.loss = packets + lost > 0 ? Math.round((lost * 1000) / (packets + lost)) : 0;
  result.rtt = Math.round(check.rttMs ?? 0);
  result.path = await way(call, check.via);
  deviceRow("path", check.light === "good" ? "passed" : check.light === "fair" ? "warned" : "failed");
  const line = element("check-result");
  if (line) line.textContent = say("result", { rtt: result.rtt, loss: (result.loss / 10).toFixed(1), way: say(`way.${result.path}`) });
  if (check.light !== "good") offerOtherWay();
  call.leave();
  offerToSave();
}

/** How the packets travel: straight, by TCP, or through a relay, which may be told by one side alone. */
async function way(call: Call, seen: Check["via"]): Promise<string> {
  const entries = [...((await call.report())?.values() ?? [])] as Record<string, unknown>[];
  const pair = entries.find((entry) => entry["type"] === "candidate-pair" && entry["nominated"] === true);
  const local = entries.find((entry) => entry["id"] === pair?.["localCandidateId"]);
  if (seen === "relay" || local?.["candidateType"] === "relay") return "relay";
  return seen ?? (local?.["protocol"] === "tcp" ? "tcp" : "udp");
}

function noPath(): void {
  if (pathDone) return;
  pathDone = true;
  deviceRow("path", "failed");
  offerOtherWay();
  offerToSave();
}

function offerOtherWay(): void {
  element("check-other-way")?.removeAttribute("hidden");
}

/** Plays a short tone and asks whether it was heard: no program can know. */
async function tone(): Promise<void> {
  deviceRow("speaker", "trying");
  try {
    const context = new AudioContext();
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    volume.gain.value = 0.1;
    oscillator.frequency.value = 523;
    oscillator.connect(volume).connect(context.destination);
    oscillator.start();
    oscillator.stop(context.currentTime + 1.2);
  } catch {
    result.speaker = "none";
    deviceRow("speaker", "failed");
    return;
  }
  element("heard")?.removeAttribute("hidden");
}

function heard(yes: boolean): void {
  result.speaker = yes ? "ok" : "none";
  deviceRow("speaker", yes ? "passed" : "failed");
  element("heard")?.setAttribute("hidden", "");
  offerToSave();
}

/** Everything that can be known is known: the result may be kept with the appointment. */
function offerToSave(): void {
  if (!pathDone || result.speaker === "unknown") return;
  const form = element<HTMLFormElement>("check-form");
  if (!form) return;
  for (const [name, value] of Object.entries(result)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = String(value);
  }
  form.hidden = false;
  announce(say("done"));
  form.querySelector("button")?.focus();
}

element("check-start")?.addEventListener("click", () => void start());
element("heard-yes")?.addEventListener("click", () => heard(true));
element("heard-no")?.addEventListener("click", () => heard(false));
