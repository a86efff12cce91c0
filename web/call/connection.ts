import type { Devices } from "./devices.ts";
import { Peer, type Route, type Source } from "./peer.ts";
import type {
  Check, ChatLine, ClientMessages, Envelope, Joined, Lane, Lanes, Person, PersonQuality, Queue, Roster, RoomState, Sending,
  ServerMessages, SharedDocument, Switches,
} from "./protocol.ts";
import { Restarts } from "./restarts.ts";
import { Socket, type SocketOptions, type SocketState } from "./socket.ts";
import { keptRoute } from "./way.ts";

/** What a room tells. */
export interface RoomEvents {
  state: SocketState;
  path: "connected" | "lost";
  joined: Joined;
  you: Person;
  roster: Person[];
  lanes: Lane[];
  queue: Queue;
  room: RoomState;
  sending: Sending;
  admitted: ServerMessages["admitted"];
  held: ServerMessages["held"];
  over: ServerMessages["ended"];
  muted: ServerMessages["muted"];
  chat: ChatLine;
  caption: ServerMessages["caption"];
  document: SharedDocument;
  quality: PersonQuality[];
  check: Check;
  notice: ServerMessages["notice"];
  transfer: ServerMessages["transfer"];
  move: ServerMessages["move"];
  live: undefined;
  early: { opensAt: string };
  ended: string;
}

export interface ConnectionOptions {
  url: string;
  /** The sockets of the other servers. */
  others?: readonly string[];
  ticket: string;
  devices: Devices;
  /** "relay" for somebody whose network lets nothing else through. */
  route?: Route;
  /** The token of a move, when the call came from another node. */
  moveToken?: string;
  dial?: SocketOptions["dial"];
  switches(): Switches;
  screen(): MediaStreamTrack | null;
  report<K extends keyof RoomEvents>(name: K, value: RoomEvents[K]): void;
}

/** One place in one room: a socket and a peer connection kept in step, and the room's state as last heard. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  #peer: Peer | undefined;
  #restarts: Restarts | undefined;
  #open = false;
  #entering: Promise<void> | undefined; // what comes meanwhile is newer than the state within joined
  #sending: Sending | undefined;
  #versions = { roster: 0, lanes: 0, queue: 0 };
  you: Person | undefined;
  room: RoomState | undefined;
  roster: Person[] = [];
  lanes: Lane[] = [];
  queue: Queue | undefined;
  joined: Joined | undefined;
  state: SocketState = "connecting";
  path: RoomEvents["path"] | undefined;
  /** How far the server's clock is ahead of the device's, in ms. */
  clockAhead = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#socket = new Socket({
      url: options.url,
      ...(options.others ? { others: options.others } : {}),
      ...(options.dial ? { dial: options.dial } : {}),
      join: async (resuming) => ({
        ticket: options.ticket,
        device: options.devices.report,
        ...(options.moveToken ? { moveToken: options.moveToken } : {}),
        ...(resuming && this.#peer ? {} : { offer: await this.#freshOffer() }),
      }),
    });
    this.#socket.on("state", (state) => {
      this.state = state;
      this.#open = state === "open";
      options.report("state", state);
    });
    this.#socket.on("joined", (joined) => {
      const entering = this.#joined(joined).finally(() => {
        if (this.#entering === entering) this.#entering = undefined;
      });
      this.#entering = entering;
    });
    this.#socket.on("message", (envelope) => {
      if (this.#entering) void this.#entering.then(() => this.#message(envelope));
      else void this.#message(envelope);
    });
    this.#socket.on("early", (early) => options.report("early", early));
    this.#socket.on("ended", (code) => {
      this.close();
      options.report("ended", code);
    });
  }

  /** Whether it came here by a move, and waits to be told that everybody is there. */
  get moving(): boolean {
    return this.#options.moveToken !== undefined;
  }

  start(): void {
    this.#socket.start();
  }

  tell<K extends keyof ClientMessages>(type: K, data: ClientMessages[K]): void {
    this.#socket.tell(type, data);
  }

  command<K extends keyof ClientMessages>(type: K, data: ClientMessages[K]): Promise<void> {
    return this.#socket.command(type, data);
  }

  /** The browser says that the network is back, or another one. */
  networkChanged(): void {
    this.#socket.hurry();
    if (this.you) void this.#restarts?.restart();
  }

  /** The page is looked at again: whatever waits for its time is done now. */
  wake(): void {
    this.#socket.hurry();
  }

  send(source: Source, track: MediaStreamTrack | null): Promise<void> | undefined {
    return this.#peer?.send(source, track);
  }

  /** The stream of the person, if a lane shows them now, and what it carries. */
  streamOf(person: number, screen: boolean): { stream: MediaStream; lane: Lane } | undefined {
    const lane = this.lanes.find((entry) => entry.person === person && entry.carries.includes("screen") === screen);
    const stream = lane && this.#peer?.lane(lane.lane);
    return lane && stream ? { stream, lane } : undefined;
  }

  /** How loud lane n is now, 0 to 1, as far as the browser tells. */
  levelOf(lane: number): number {
    return this.#peer?.level(lane) ?? 0;
  }

  async sendStats(): Promise<void> {
    if (!this.#peer || !this.#open) return;
    this.#socket.tell("stats", await this.#peer.read());
    if (this.#sending) await this.#peer.limit(this.#sending);
  }

  report(): Promise<RTCStatsReport> | undefined {
    return this.#peer?.report();
  }

  leave(): void {
    this.#socket.leave();
  }

  /** Lets go of the media; the socket is left or has ended. */
  close(): void {
    this.#restarts?.close();
    this.#peer?.close();
    this.#restarts = this.#peer = undefined;
  }

  async #freshOffer(): Promise<string> {
    this.close();
    const { devices, route = keptRoute(), report } = this.#options;
    const peer = new Peer(route, devices.width);
    this.#peer = peer;
    this.path = undefined;
    peer.on("path", (path) => {
      this.path = path;
      report("path", path);
    });
    this.#restarts = new Restarts(peer, route, () => this.#open && peer === this.#peer, (offer) => this.#socket.tell("iceRestart", { offer }));
    await Promise.all([peer.send("audio", devices.audio), peer.send("camera", devices.camera), peer.send("screen", this.#options.screen())]);
    return peer.offer();
  }

  async #joined(joined: Joined): Promise<void> {
    const { report } = this.#options;
    if (!joined.resumed) {
      this.#versions = { roster: 0, lanes: 0, queue: 0 };
      if (joined.answer) await this.#peer?.answer(joined.answer, joined.iceServers);
      this.#restarts?.awaitPath();
    }
    this.clockAhead = Date.parse(joined.serverTime) - Date.now();
    this.you = joined.you;
    report("you", joined.you);
    this.#setRoom(joined.room);
    this.#setRoster(joined.roster);
    this.#setLanes(joined.lanes);
    if (joined.queue) this.#setQueue(joined.queue);
    await this.#limit(joined.sending);
    this.#socket.tell("media", this.#options.switches());
    this.joined = joined;
    report("joined", joined);
    this.#restarts?.resume();
  }

  async #message({ type, data }: Envelope): Promise<void> {
    const { report } = this.#options;
    switch (type) {
      case "roster": return this.#setRoster(data as Roster);
      case "lanes": return this.#setLanes(data as Lanes);
      case "queue": return this.#setQueue(data as Queue);
      case "sending": return this.#limit(data as Sending);
      case "room": return this.#setRoom(data as RoomState);
      case "ended": {
        const ended = data as ServerMessages["ended"];
        // Staff hear of audiences that end while another is on.
        const entry = this.queue?.line?.find((one) => one.audience === ended.audience);
        return entry && entry.state !== "stage" ? undefined : report("over", ended);
      }
      case "quality": return report("quality", (data as ServerMessages["quality"]).people);
      case "iceRestarted": {
        const { answer, iceServers } = data as ServerMessages["iceRestarted"];
        return this.#restarts?.answered(answer, iceServers);
      }
      case "admitted": case "held": case "muted": case "chat": case "caption": case "document": case "check": case "notice":
      case "transfer": case "move": case "live":
        return report(type, data as RoomEvents[typeof type]);
    }
  }

  #setRoom(room: RoomState): void {
    this.room = room;
    if (room.sockets) this.#socket.learn(room.sockets);
    this.#options.report("room", room);
  }

  #setRoster(roster: Roster): void {
    if (roster.version < this.#versions.roster) return;
    this.#versions.roster = roster.version;
    this.roster = roster.people;
    const you = roster.people.find((person) => person.person === this.you?.person);
    if (you) {
      this.you = you;
      this.#options.report("you", you);
    }
    this.#options.report("roster", roster.people);
  }

  #setLanes(lanes: Lanes): void {
    if (lanes.version < this.#versions.lanes) return;
    this.#versions.lanes = lanes.version;
    this.lanes = lanes.lanes;
    this.#options.report("lanes", lanes.lanes);
  }

  #setQueue(queue: Queue): void {
    if (queue.version < this.#versions.queue) return;
    this.#versions.queue = queue.version;
    this.queue = queue;
    this.#options.report("queue", queue);
  }

  async #limit(sending: Sending): Promise<void> {
    this.#sending = sending;
    this.#options.report("sending", sending);
    await this.#peer?.limit(sending);
  }
}
