import { Emitter } from "./emitter.ts";
import type { DeviceReport, DeviceState } from "./protocol.ts";

export interface DevicesEvents {
  report: DeviceReport;
  /** A track came, was changed or ended. */
  track: { source: "audio" | "camera"; track: MediaStreamTrack | null };
}

const picture: MediaTrackConstraints = { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 24 }, facingMode: "user" };
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

/** Camera and microphone, each on its own: losing one never costs the other. */
export class Devices extends Emitter<DevicesEvents> {
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
      const stream = await navigator.mediaDevices.getUserMedia({ video: want.camera && picture, audio: want.audio && sound });
      this.#take("camera", stream.getVideoTracks()[0]);
      this.#take("audio", stream.getAudioTracks()[0]);
      this.#tell({ camera: this.camera ? "ok" : "none", microphone: this.audio ? "ok" : "none" });
    } catch {
      const microphone = want.audio ? await this.choose("audio") : this.report.microphone;
      const camera = want.camera ? await this.choose("camera") : this.report.camera;
      this.#tell({ camera, microphone });
    }
    return this.report;
  }

  /** Opens one device, a particular one when its id is given. */
  async choose(source: "audio" | "camera", id?: string): Promise<DeviceState> {
    const exact = id ? { deviceId: { exact: id } } : {};
    try {
      const stream = await navigator.mediaDevices.getUserMedia(
        source === "audio" ? { audio: { ...sound, ...exact } } : { video: { ...picture, ...exact } },
      );
      this.#take(source, stream.getTracks()[0]);
      this.#tell({ ...this.report, [source === "audio" ? "microphone" : "camera"]: "ok" });
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
    this.camera?.stop();
    this.audio?.stop();
    this.camera = this.audio = null;
  }

  #take(source: "audio" | "camera", track: MediaStreamTrack | undefined): void {
    const old = this[source];
    this[source] = track ?? null;
    if (old && old !== track) old.stop();
    if (track) {
      track.onended = () => {
        if (this[source] !== track) return;
        this[source] = null;
        this.#tell({ ...this.report, [source === "audio" ? "microphone" : "camera"]: "none" });
        this.emit("track", { source, track: null });
      };
    }
    this.emit("track", { source, track: this[source] });
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
