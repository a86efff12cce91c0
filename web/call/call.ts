import type { Devices } from "./devices.ts";
import { Emitter } from "./emitter.ts";
import { Peer } from "./peer.ts";
import type {
  Check, ChatLine, Disposition, Envelope, Joined, Lane, Lanes, Person, PersonQuality, Queue, Roster, Sending, ServerMessages, Switches,
} from "./protocol.ts";
import { Socket, type SocketOptions, type SocketState } from "./socket.ts";

export interface CallOptions {
  url: string;
  ticket: string;
  devices: Devices;
  dial?: SocketOptions["dial"];
}

export interface CallEvents {
  state: SocketState;
  path: "connected" | "lost";
  you: Person;
  roster: Person[];
  lanes: Lane[];
  queue: Queue;
  switches: Switches;
  admitted: ServerMessages["admitted"];
  held: ServerMessages["held"];
  over: ServerMessages["ended"];
  muted: ServerMessages["muted"];
  chat: ChatLine;
  quality: PersonQuality[];
  check: Check;
  notice: ServerMessages["notice"];
  early: { opensAt: string };
  ended: string;
  joined: Joined;
}

const statsEvery = 5000;
const restartWithin = 15000;

/** A participant's place in a room: socket, peer connection and devices kept in step. */
export class Call extends Emitter<CallEvents> {
  readonly devices: Devices;
  switches: Switches = { audio: true, camera: true, screen: false };
  #socket: Socket;
  #peer: Peer | undefined;
  #you: Person | undefined;
  #roster: Person[] = [];
  #lanes: Lane[] = [];
  #sending: Sending | undefined;
  #open = false;
  #clockAhead = 0;
  #screen: MediaStreamTrack | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #versions = { roster: 0, lanes: 0, queue: 0 };
  #path: CallEvents["path"] | undefined;
  #restarting: ReturnType<typeof setTimeout> | undefined; // while an ICE restart waits for its answer
  #restartDue = false; // one more is wanted, or one that waits for the socket

  constructor(options: CallOptions) {
    super();
    this.devices = options.devices;
    this.switches = { audio: this.devices.audio !== null, camera: this.devices.camera !== null, screen: false };
    this.#socket = new Socket({
      url: options.url,
      ...(options.dial ? { dial: options.dial } : {}),
      join: async (resuming) => ({
        ticket: options.ticket,
        device: this.devices.report,
        ...(resuming && this.#peer ? {} : { offer: await this.#freshOffer() }),
      }),
    });
    this.#socket.on("state", (state) => {
      this.#open = state === "open";
      this.emit("state", state);
    });
    this.#socket.on("joined", (joined) => void this.#joined(joined));
    this.#socket.on("message", (envelope) => void this.#message(envelope));
    this.#socket.on("early", (early) => this.emit("early", early));
    this.#socket.on("ended", (code) => this.#over(code));
    this.devices.on("track", ({ source, track }) => {
      if (track) track.enabled = this.switches[source]; // a new device is as quiet as the old one was
      void this.#peer?.send(source, track);
      if (!track && this.switches[source]) this.turn(source, false); // unplugged: the others should not wait for a picture
    });
    this.devices.on("report", (report) => this.#socket.tell("device", report));
  }

  /** The time by the server's clock, in ms: a device's own may be wrong by hours. */
  now(): number {
    return Date.now() + this.#clockAhead;
  }

  get you(): Person | undefined {
    return this.#you;
  }

  get roster(): readonly Person[] {
    return this.#roster;
  }

  start(): void {
    window.addEventListener("online", this.#networkChanged);
    this.#socket.start();
    this.#timer = setInterval(() => void this.#sendStats(), statsEvery);
  }

  /** The stream of the person, if a lane shows them now, and what it carries. */
  streamOf(person: number, screen = false): { stream: MediaStream; lane: Lane } | undefined {
    const lane = this.#lanes.find((entry) => entry.person === person && entry.carries.includes("screen") === screen);
    const stream = lane && this.#peer?.lane(lane.lane);
    return lane && stream ? { stream, lane } : undefined;
  }

  /** How loud a person is now, 0 to 1, as far as the browser tells. */
  levelOf(person: number): number {
    const shown = this.streamOf(person);
    return shown ? (this.#peer?.level(shown.lane.lane) ?? 0) : 0;
  }

  /** Switches a source on or off; the track goes quiet at once and the others are told. */
  turn(source: "audio" | "camera", on: boolean): void {
    this.switches = { ...this.switches, [source]: on };
    const track = this.devices[source];
    if (track) track.enabled = on;
    this.#socket.tell("media", this.switches);
    this.emit("switches", this.switches);
  }

  async shareScreen(): Promise<void> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 10 } }, audio: false });
    this.#screen = stream.getVideoTracks()[0] ?? null;
    if (this.#screen) this.#screen.onended = () => void this.stopScreen();
    await this.#peer?.send("screen", this.#screen);
    this.switches = { ...this.switches, screen: true };
    this.#socket.tell("media", this.switches);
    this.emit("switches", this.switches);
  }

  async stopScreen(): Promise<void> {
    this.#screen?.stop();
    this.#screen = null;
    await this.#peer?.send("screen", null);
    this.switches = { ...this.switches, screen: false };
    this.#socket.tell("media", this.switches);
    this.emit("switches", this.switches);
  }

  say(to: "stage" | "staff", text: string): Promise<void> {
    return this.#socket.command("chat", { to, text });
  }

  next(): Promise<void> {
    return this.#socket.command("next", undefined);
  }

  admit(audience: string): Promise<void> {
    return this.#socket.command("admit", { audience });
  }

  hold(audience: string): Promise<void> {
    return this.#socket.command("hold", { audience });
  }

  end(audience: string, disposition: Disposition, note: string): Promise<void> {
    return this.#socket.command("end", { audience, disposition, note });
  }

  mute(person: number, audio: boolean, camera: boolean): Promise<void> {
    return this.#socket.command("mute", { person, audio, camera });
  }

  remove(person: number): Promise<void> {
    return this.#socket.command("remove", { person });
  }

  leave(): void {
    this.#socket.leave();
  }

  report(): Promise<RTCStatsReport> | undefined {
    return this.#peer?.report();
  }

  async #freshOffer(): Promise<string> {
    this.#peer?.close();
    this.#restarted();
    this.#restartDue = false;
    const peer = new Peer();
    this.#peer = peer;
    this.#path = undefined;
    peer.on("path", (path) => {
      this.#path = path;
      this.emit("path", path);
      if (path === "lost") void this.#restartIce();
    });
    await Promise.all([
      peer.send("audio", this.devices.audio), peer.send("camera", this.devices.camera), peer.send("screen", this.#screen),
    ]);
    return peer.offer();
  }

  async #joined(joined: Joined): Promise<void> {
    if (!joined.resumed) {
      this.#versions = { roster: 0, lanes: 0, queue: 0 };
      if (joined.answer) await this.#peer?.answer(joined.answer);
    }
    this.#clockAhead = Date.parse(joined.serverTime) - Date.now();
    this.#you = joined.you;
    this.emit("you", joined.you);
    this.#setRoster(joined.roster);
    this.#setLanes(joined.lanes);
    if (joined.queue) this.#setQueue(joined.queue);
    await this.#limit(joined.sending);
    this.#socket.tell("media", this.switches);
    this.emit("joined", joined);
    if (this.#restartDue) void this.#restartIce();
  }

  async #message(envelope: Envelope): Promise<void> {
    switch (envelope.type) {
      case "roster": return this.#setRoster(envelope.data as Roster);
      case "lanes": return this.#setLanes(envelope.data as Lanes);
      case "queue": return this.#setQueue(envelope.data as Queue);
      case "sending": return this.#limit(envelope.data as Sending);
      case "admitted": return this.emit("admitted", envelope.data as ServerMessages["admitted"]);
      case "held": return this.emit("held", envelope.data as ServerMessages["held"]);
      case "ended": return this.emit("over", envelope.data as ServerMessages["ended"]);
      case "muted": return this.#muted(envelope.data as ServerMessages["muted"]);
      case "chat": return this.emit("chat", envelope.data as ChatLine);
      case "quality": return this.emit("quality", (envelope.data as ServerMessages["quality"]).people);
      case "check": return this.emit("check", envelope.data as Check);
      case "notice": return this.emit("notice", envelope.data as ServerMessages["notice"]);
      case "iceRestarted": return this.#iceRestarted((envelope.data as ServerMessages["iceRestarted"]).answer);
    }
  }

  #setRoster(roster: Roster): void {
    if (roster.version < this.#versions.roster) return;
    this.#versions.roster = roster.version;
    this.#roster = roster.people;
    const you = roster.people.find((person) => person.person === this.#you?.person);
    if (you) {
      this.#you = you;
      this.emit("you", you);
    }
    this.emit("roster", roster.people);
  }

  #setLanes(lanes: Lanes): void {
    if (lanes.version < this.#versions.lanes) return;
    this.#versions.lanes = lanes.version;
    this.#lanes = lanes.lanes;
    this.emit("lanes", lanes.lanes);
  }

  #setQueue(queue: Queue): void {
    if (queue.version < this.#versions.queue) return;
    this.#versions.queue = queue.version;
    this.emit("queue", queue);
  }

  async #limit(sending: Sending): Promise<void> {
    this.#sending = sending;
    await this.#peer?.limit(sending);
  }

  #muted(muted: ServerMessages["muted"]): void {
    if (muted.person === this.#you?.person) {
      if (muted.audio && this.switches.audio) this.turn("audio", false);
      if (muted.camera && this.switches.camera) this.turn("camera", false);
    }
    this.emit("muted", muted);
  }

  /** One restart at a time, and none while the socket is away: each answer belongs to the offer made last. */
  async #restartIce(): Promise<void> {
    const peer = this.#peer;
    if (!peer || !this.#you) return;
    if (!this.#open || this.#restarting !== undefined) {
      this.#restartDue = true;
      return;
    }
    this.#restartDue = false;
    this.#restarting = setTimeout(() => {
      this.#restarted();
      if (this.#restartDue || this.#path === "lost") void this.#restartIce();
    }, restartWithin);
    const offer = await peer.offer({ iceRestart: true });
    if (peer === this.#peer) this.#socket.tell("iceRestart", { offer });
  }

  async #iceRestarted(answer: string): Promise<void> {
    if (this.#restarting === undefined) return; // too late: the next offer asks again
    this.#restarted();
    await this.#peer?.answer(answer);
    if (this.#restartDue) void this.#restartIce();
  }

  #restarted(): void {
    clearTimeout(this.#restarting);
    this.#restarting = undefined;
  }

  #networkChanged = (): void => {
    this.#socket.hurry();
    void this.#restartIce();
  };

  async #sendStats(): Promise<void> {
    if (!this.#peer || !this.#open) return;
    this.#socket.tell("stats", await this.#peer.read());
    if (this.#sending) await this.#peer.limit(this.#sending);
  }

  #over(code: string): void {
    clearInterval(this.#timer);
    this.#restarted();
    window.removeEventListener("online", this.#networkChanged);
    this.#peer?.close();
    this.#peer = undefined;
    this.#screen?.stop();
    this.emit("ended", code);
  }
}
