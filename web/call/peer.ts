import { preferCodecs, thrifty } from "./codecs.ts";
import { Emitter } from "./emitter.ts";
import { layersFor, spend } from "./layers.ts";
import type { IceServer, Sending, Stats } from "./protocol.ts";
import { StatsReader } from "./stats.ts";

/** How many receiving pairs are offered: a stage of seven, less oneself. */
export const pairs = 6;

export type Source = "audio" | "camera" | "screen";

/** Every way there is, or through a relay alone. */
export type Route = "all" | "relay";

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
  #route: Route;
  #relays: IceServer[] = [];
  #offered: RTCSessionDescriptionInit | undefined; // sent, and not set before its answer: the relays come with that
  #gone: ReturnType<typeof setTimeout> | undefined;

  /** The camera's width decides whether it is offered in two layers; undefined: not known yet. */
  constructor(route: Route = "all", width?: number) {
    super();
    this.#route = route;
    this.#pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: [] });
    this.#senders = {
      audio: this.#add("audio", "sendonly"),
      camera: this.#add("video", "sendonly", layersFor(width)),
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

  /** Makes the offer. It holds from the answer on, which also tells the relays that candidates are gathered from. */
  async offer(options?: { iceRestart: boolean }): Promise<string> {
    if (options?.iceRestart) this.#pc.restartIce();
    this.#offered = await this.#pc.createOffer();
    return this.#offered.sdp ?? "";
  }

  /** Takes the answer to the last offer; without relays those known before stay. */
  async answer(sdp: string, relays: IceServer[] = []): Promise<void> {
    const offered = this.#offered;
    if (!offered) return;
    this.#offered = undefined;
    if (relays.length > 0) this.#relays = relays;
    this.#pc.setConfiguration(this.#configuration());
    await this.#pc.setLocalDescription(offered as RTCLocalSessionDescriptionInit);
    await this.#pc.setRemoteDescription({ type: "answer", sdp: thrifty(sdp) });
  }

  /** Which ways the next restart may take. Through a relay alone only if there is one. */
  set route(route: Route) {
    this.#route = route;
  }

  get route(): Route {
    return this.#route;
  }

  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    await this.#senders[source].sender.replaceTrack(track);
  }

  /** Keeps to what the server asks to be sent: waiting people send little. */
  async limit(sending: Sending): Promise<void> {
    await this.#set("camera", (encodings) => spend(encodings, sending));
    await this.#set("screen", ([encoding]) => {
      if (encoding) Object.assign(encoding, { active: sending.screenBitrate > 0, ...(sending.screenBitrate > 0 ? { maxBitrate: sending.screenBitrate } : {}) });
    });
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

  #configuration(): RTCConfiguration {
    const alone = this.#route === "relay" && this.#relays.length > 0;
    return { bundlePolicy: "max-bundle", iceServers: this.#relays, iceTransportPolicy: alone ? "relay" : "all" };
  }

  #add(kind: "audio" | "video", direction: RTCRtpTransceiverDirection, sendEncodings?: RTCRtpEncodingParameters[]): RTCRtpTransceiver {
    const transceiver = this.#pc.addTransceiver(kind, sendEncodings ? { direction, sendEncodings } : { direction });
    preferCodecs(transceiver, kind, direction === "sendonly");
    return transceiver;
  }

  async #set(source: Source, change: (encodings: RTCRtpEncodingParameters[]) => void): Promise<void> {
    const sender = this.#senders[source].sender;
    const parameters = sender.getParameters();
    if (!parameters.encodings?.length) return;
    change(parameters.encodings);
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
