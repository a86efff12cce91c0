import { Emitter } from "./emitter.ts";
import type { DeviceReport, DeviceState } from "./protocol.ts";
import { kept } from "./texts.ts";

export type DeviceSource = "audio" | "camera";

export interface DevicesEvents {
  report: DeviceReport;
  /** A track came, was changed or ended. */
  track: { source: DeviceSource; track: MediaStreamTrack | null };
  /** A device that was in use is gone. */
  lost: DeviceSource;
  /** Another one stands in for it, under this name. */
  using: string;
  /** What can be chosen is not what it was. */
  changed: { added: boolean };
}

const inputs = { audio: "audioinput", camera: "videoinput" } as const;
const words = { audio: "microphone", camera: "camera" } as const;
/** A device with few processors takes a smaller picture: it encodes two layers, and a smooth small one serves better. */
function picture(): MediaTrackConstraints {
  const [width, height] = (navigator.hardwareConcurrency ?? 8) > 4 ? [960, 540] : [640, 360];
  return { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 24 }, facingMode: "user" };
}

const sound: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** What an error of getUserMedia means for the person. */
export function deviceState(error: unknown): DeviceState {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "blocked";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "unknown";
  }
}

/** What is asked for: the device named, or the one chosen on an earlier visit while it is still there. */
function wanted(source: DeviceSource, exact?: string): MediaTrackConstraints {
  const chosen = kept(source);
  const device = exact ? { deviceId: { exact } } : chosen ? { deviceId: { ideal: chosen } } : {};
  return { ...(source === "audio" ? sound : picture()), ...device };
}

/** Camera and microphone, each on its own: losing one never costs the other. */
export class Devices extends Emitter<DevicesEvents> {
  #known = new Set<string>();
  camera: MediaStreamTrack | null = null;
  audio: MediaStreamTrack | null = null;
  report: DeviceReport = { camera: "unknown", microphone: "unknown" };

  /** Asks for both at once, so that the browser puts one question; then for whichever failed alone. */
  async open(want: { camera: boolean; audio: boolean } = { camera: true, audio: true }): Promise<DeviceReport> {
    if (!navigator.mediaDevices?.getUserMedia) {
      this.#tell({ camera: "blocked", microphone: "blocked" });
      return this.report;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: want.camera && wanted("camera"), audio: want.audio && wanted("audio") });
      this.#take("camera", stream.getVideoTracks()[0]);
      this.#take("audio", stream.getAudioTracks()[0]);
      this.#tell({ camera: this.camera ? "ok" : "none", microphone: this.audio ? "ok" : "none" });
    } catch {
      const microphone = want.audio ? await this.choose("audio") : this.report.microphone;
      const camera = want.camera ? await this.choose("camera") : this.report.camera;
      this.#tell({ camera, microphone });
    }
    await this.#watch();
    return this.report;
  }

  /** Opens one device, a particular one when its id is given. */
  async choose(source: DeviceSource, id?: string): Promise<DeviceState> {
    const constraints = wanted(source, id);
    try {
      const stream = await navigator.mediaDevices.getUserMedia(source === "audio" ? { audio: constraints } : { video: constraints });
      this.#take(source, stream.getTracks()[0]);
      this.#tell({ ...this.report, [words[source]]: "ok" });
      return "ok";
    } catch (error) {
      return deviceState(error);
    }
  }

  /** How wide the camera's picture is, if it is open. */
  get width(): number | undefined {
    return this.camera?.getSettings().width;
  }

  async list(kind: MediaDeviceKind): Promise<MediaDeviceInfo[]> {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all.filter((device) => device.kind === kind && device.deviceId !== "");
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener("devicechange", this.#changed);
    this.camera?.stop();
    this.audio?.stop();
    this.camera = this.audio = null;
  }

  #take(source: DeviceSource, track: MediaStreamTrack | undefined): void {
    const old = this[source];
    this[source] = track ?? null;
    if (old && old !== track) old.stop();
    if (track) track.onended = () => void this.#ended(source, track);
    this.emit("track", { source, track: this[source] });
  }

  /** Unplugged, or taken away by the system: another one stands in, if there is one. */
  async #ended(source: DeviceSource, track: MediaStreamTrack): Promise<void> {
    if (this[source] !== track) return;
    this[source] = null;
    this.#tell({ ...this.report, [words[source]]: "none" });
    this.emit("track", { source, track: null });
    this.emit("lost", source);
    await this.#standIn(source);
  }

  async #standIn(source: DeviceSource): Promise<void> {
    if ((await this.list(inputs[source])).length === 0) return;
    if ((await this.choose(source)) === "ok") this.emit("using", this[source]?.label ?? "");
  }

  async #watch(): Promise<void> {
    this.#known = await this.#ids();
    navigator.mediaDevices.addEventListener("devicechange", this.#changed);
  }

  #changed = async (): Promise<void> => {
    const now = await this.#ids();
    const added = [...now].some((id) => !this.#known.has(id));
    this.#known = now;
    this.emit("changed", { added });
    if (!added) return;
    for (const source of ["audio", "camera"] as const) {
      if (this[source] === null && this.report[words[source]] === "none") await this.#standIn(source);
    }
  };

  async #ids(): Promise<Set<string>> {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return new Set(all.map((device) => `${device.kind} ${device.deviceId}`));
  }

  #tell(report: DeviceReport): void {
    this.report = report;
    this.emit("report", report);
  }
}

/** Calls back with the loudness of a track, 0 to 1, until stopped. */
export function meter(track: MediaStreamTrack, show: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    show(Math.min(1, Math.sqrt(power) * 4));
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
