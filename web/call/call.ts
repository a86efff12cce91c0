import { Commands } from "./commands.ts";
import { Connection, type RoomEvents } from "./connection.ts";
import type { Devices } from "./devices.ts";
import { Emitter } from "./emitter.ts";
import type { Route } from "./peer.ts";
import type { Lane, Person, RoomState, ServerMessages, Switches } from "./protocol.ts";
import type { SocketOptions } from "./socket.ts";

export interface CallOptions {
  url: string;
  /** The sockets of the other servers. */
  others?: readonly string[];
  ticket: string;
  devices: Devices;
  /** "relay" for somebody whose network lets nothing else through. */
  route?: Route;
  dial?: SocketOptions["dial"];
}

export interface CallEvents extends RoomEvents {
  switches: Switches;
  /** The call goes on in another room, or on another node; its state follows. */
  moving: "room" | "node";
}

interface Door {
  url: string;
  ticket: string;
  moveToken?: string;
}

const statsEvery = 5000;

/** What is heard from a connection that has not taken over yet; the rest of its state is told when it does. */
const early: ReadonlySet<keyof RoomEvents> = new Set(["chat", "caption", "document"]);

/**
 * A participant's call: devices, and the connection to the room they are in. When the call goes on elsewhere the
 * new connection is opened first and takes over when it is ready.
 */
export class Call extends Emitter<CallEvents> {
  readonly devices: Devices;
  readonly commands: Commands;
  switches: Switches;
  #options: CallOptions;
  #door: Door;
  #live: Connection;
  #next: Connection | undefined;
  #screen: MediaStreamTrack | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: CallOptions) {
    super();
    this.#options = options;
    this.devices = options.devices;
    this.switches = { audio: this.devices.audio !== null, camera: this.devices.camera !== null, screen: false };
    this.#door = { url: options.url, ticket: options.ticket };
    this.#live = this.#connect(this.#door);
    this.commands = new Commands((type, data) => this.#live.command(type, data));
    this.devices.on("track", ({ source, track }) => {
      if (track) track.enabled = this.switches[source]; // a new device is as quiet as the old one was
      this.#send(source, track);
      if (!track && this.switches[source]) this.turn(source, false); // unplugged: the others should not wait for a picture
    });
    this.devices.on("report", (report) => this.#live.tell("device", report));
  }

  /** The time by the server's clock, in ms: a device's own may be wrong by hours. */
  now(): number {
    return Date.now() + this.#live.clockAhead;
  }

  get you(): Person | undefined {
    return this.#live.you;
  }

  get room(): RoomState | undefined {
    return this.#live.room;
  }

  get roster(): readonly Person[] {
    return this.#live.roster;
  }

  start(): void {
    window.addEventListener("online", this.#networkChanged);
    document.addEventListener("visibilitychange", this.#seen);
    this.#live.start();
    this.#timer = setInterval(() => void this.#live.sendStats(), statsEvery);
  }

  /** The stream of the person, if a lane shows them now, and what it carries. */
  streamOf(person: number, screen = false): { stream: MediaStream; lane: Lane } | undefined {
    return this.#live.streamOf(person, screen);
  }

  /** How loud a person is now, 0 to 1, as far as the browser tells. */
  levelOf(person: number): number {
    const shown = this.streamOf(person);
    return shown ? this.#live.levelOf(shown.lane.lane) : 0;
  }

  /** Switches a source on or off; the track goes quiet at once and the others are told. */
  turn(source: "audio" | "camera", on: boolean): void {
    const track = this.devices[source];
    if (track) track.enabled = on;
    this.#switch({ ...this.switches, [source]: on });
  }

  async shareScreen(): Promise<void> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 10 } }, audio: false });
    this.#screen = stream.getVideoTracks()[0] ?? null;
    if (this.#screen) this.#screen.onended = () => this.stopScreen();
    this.#send("screen", this.#screen);
    this.#switch({ ...this.switches, screen: true });
  }

  stopScreen(): void {
    this.#screen?.stop();
    this.#screen = null;
    this.#send("screen", null);
    this.#switch({ ...this.switches, screen: false });
  }

  leave(): void {
    this.#next?.leave();
    this.#live.leave();
  }

  report(): Promise<RTCStatsReport> | undefined {
    return this.#live.report();
  }

  #switch(switches: Switches): void {
    this.switches = switches;
    this.#live.tell("media", switches);
    this.#next?.tell("media", switches);
    this.emit("switches", switches);
  }

  #send(source: "audio" | "camera" | "screen", track: MediaStreamTrack | null): void {
    void this.#live.send(source, track);
    void this.#next?.send(source, track);
  }

  #connect(door: Door): Connection {
    const { devices, route, dial, others, url } = this.#options;
    const connection: Connection = new Connection({
      ...door, devices, others: [url, ...(others ?? [])],
      ...(route ? { route } : {}),
      ...(dial ? { dial } : {}),
      switches: () => this.switches,
      screen: () => this.#screen,
      report: (name, value) => this.#heard(connection, name, value),
    });
    return connection;
  }

  #heard<K extends keyof RoomEvents>(from: Connection, name: K, value: RoomEvents[K]): void {
    if (from === this.#next) return this.#heardNext(from, name, value);
    if (from !== this.#live) return;
    switch (name) {
      case "muted":
        this.#muted(value as ServerMessages["muted"]);
        break;
      case "transfer": {
        const { ticket, url } = value as ServerMessages["transfer"];
        this.#beside({ url: url ?? this.#door.url, ticket }, "room");
        break;
      }
      case "move": {
        const { url, token } = value as ServerMessages["move"];
        this.#beside({ url, ticket: this.#door.ticket, moveToken: token }, "node");
        break;
      }
      case "ended":
        if (this.#next) return this.#takeOver(this.#next);
        this.#over();
    }
    this.emit(name, value as CallEvents[K]);
  }

  /** Opens a second connection beside the one that runs. */
  #beside(door: Door, why: CallEvents["moving"]): void {
    this.#next?.leave();
    this.#door = { url: door.url, ticket: door.ticket };
    this.#next = this.#connect(door);
    this.emit("moving", why);
    this.#next.start();
  }

  /** A new node says when everybody is there; another room may be entered at once. */
  #heardNext<K extends keyof RoomEvents>(next: Connection, name: K, value: RoomEvents[K]): void {
    if (early.has(name)) return this.emit(name, value as CallEvents[K]);
    if (name === "ended") {
      this.#next = undefined;
      return;
    }
    if (name === "live" || (name === "joined" && !next.moving)) this.#takeOver(next);
  }

  #takeOver(next: Connection): void {
    const old = this.#live;
    this.#live = next;
    this.#next = undefined;
    old.leave();
    old.close();
    this.emit("state", next.state);
    if (next.path) this.emit("path", next.path);
    if (next.you) this.emit("you", next.you);
    if (next.room) this.emit("room", next.room);
    this.emit("roster", next.roster);
    this.emit("lanes", next.lanes);
    if (next.queue) this.emit("queue", next.queue);
    if (next.joined) this.emit("joined", next.joined);
  }

  #muted(muted: ServerMessages["muted"]): void {
    if (muted.person !== this.you?.person) return;
    if (muted.audio && this.switches.audio) this.turn("audio", false);
    if (muted.camera && this.switches.camera) this.turn("camera", false);
  }

  #networkChanged = (): void => {
    this.#live.networkChanged();
    this.#next?.networkChanged();
  };

  #seen = (): void => {
    if (document.visibilityState === "visible") this.#live.wake();
  };

  #over(): void {
    clearInterval(this.#timer);
    window.removeEventListener("online", this.#networkChanged);
    document.removeEventListener("visibilitychange", this.#seen);
    this.#screen?.stop();
    this.#screen = null;
  }
}
