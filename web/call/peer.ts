import { Emitter } from "./emitter.ts";
import type { Sending, Stats } from "./protocol.ts";
import { StatsReader } from "./stats.ts";

/** How many receiving pairs are offered: a stage of seven, less oneself. */
export const pairs = 6;

export type Source = "audio" | "camera" | "screen";

export interface PeerEvents {
  /** The path is up, or has been gone for two seconds. */
  path: "connected" | "lost";
}

const patience = 2000;

/**
 * The one peer connection of a participant. Its media sections are fixed by the first offer, as docs/protocol.md
 * lays them down: three senders, then pairs of receivers, then the shared screen.
 */
export class Peer extends Emitter<PeerEvents> {
  readonly #pc: RTCPeerConnection;
  readonly #senders: Record<Source, RTCRtpTransceiver>;
  readonly #lanes: MediaStream[] = [];
  readonly #sounds: RTCRtpReceiver[] = [];
  readonly #stats: StatsReader;
  #gone: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.#pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: [] });
    this.#senders = {
      audio: this.#add("audio", "sendonly"),
      camera: this.#add("video", "sendonly"),
      screen: this.#add("video", "sendonly"),
    };
    for (let lane = 0; lane < pairs; lane++) {
      const audio = this.#add("audio", "recvonly");
      const video = this.#add("video", "recvonly");
      this.#lanes.push(new MediaStream([audio.receiver.track, video.receiver.track]));
      this.#sounds.push(audio.receiver);
    }
    this.#lanes.push(new MediaStream([this.#add("video", "recvonly").receiver.track]));
    this.#stats = new StatsReader(this.#pc);
    this.#pc.onconnectionstatechange = () => this.#watch();
  }

  /** What lane n shows; the stream stays the same whoever is mapped to it. */
  lane(n: number): MediaStream | undefined {
    return this.#lanes[n];
  }

  /** How loud lane n is now, 0 to 1. */
  level(n: number): number {
    return this.#sounds[n]?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  async offer(options?: { iceRestart: boolean }): Promise<string> {
    if (options?.iceRestart) this.#pc.restartIce();
    await this.#pc.setLocalDescription(await this.#pc.createOffer());
    return this.#pc.localDescription?.sdp ?? "";
  }

  async answer(sdp: string): Promise<void> {
    await this.#pc.setRemoteDescription({ type: "answer", sdp });
  }

  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    await this.#senders[source].sender.replaceTrack(track);
  }

  /** Keeps to what the server asks to be sent: waiting people send little. */
  async limit(sending: Sending): Promise<void> {
    await this.#cap("camera", sending.camera, sending.cameraBitrate);
    await this.#cap("screen", true, sending.screenBitrate);
  }

  read(): Promise<Stats> {
    return this.#stats.read();
  }

  /** The browser's own report, for the device check. */
  report(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  close(): void {
    clearTimeout(this.#gone);
    this.#pc.onconnectionstatechange = null;
    this.#pc.close();
  }

  #add(kind: "audio" | "video", direction: RTCRtpTransceiverDirection): RTCRtpTransceiver {
    const transceiver = this.#pc.addTransceiver(kind, { direction });
    preferCodecs(transceiver, kind);
    return transceiver;
  }

  async #cap(source: Source, active: boolean, bitrate: number): Promise<void> {
    const sender = this.#senders[source].sender;
    const parameters = sender.getParameters();
    const encoding = parameters.encodings?.[0];
    if (!encoding) return;
    encoding.active = active && bitrate > 0;
    if (bitrate > 0) encoding.maxBitrate = bitrate;
    try {
      await sender.setParameters(parameters);
    } catch {
      // A browser that is renegotiating its encoder refuses; the next message tries again.
    }
  }

  #watch(): void {
    clearTimeout(this.#gone);
    switch (this.#pc.connectionState) {
      case "connected":
        this.emit("path", "connected");
        return;
      case "disconnected":
        this.#gone = setTimeout(() => this.emit("path", "lost"), patience);
        return;
      case "failed":
        this.emit("path", "lost");
    }
  }
}

const wanted = { audio: ["audio/opus"], video: ["video/vp8", "video/rtx"] };

/** Without this the first offer names every codec of the browser in every section and grows past 50 KB. */
function preferCodecs(transceiver: RTCRtpTransceiver, kind: "audio" | "video"): void {
  const known = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const codecs = known.filter((codec) => wanted[kind].includes(codec.mimeType.toLowerCase()));
  if (codecs.length > 0 && "setCodecPreferences" in transceiver) transceiver.setCodecPreferences(codecs);
}
