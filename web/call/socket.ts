import { Doors } from "./doors.ts";
import { Emitter } from "./emitter.ts";
import {
  parse, redialAfter, subprotocol,
  type ClientMessages, type Envelope, type Joined, type ServerMessages,
} from "./protocol.ts";

/** The part of a WebSocket that is used, so that tests can stand in for it. */
export interface WireSocket {
  send(text: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface SocketOptions {
  url: string;
  /** The sockets of the other servers. */
  others?: readonly string[];
  /** Makes the join: with a fresh offer, or without one when a connection is resumed. */
  join(resuming: boolean): Promise<{ ticket: string; offer?: string; device: ClientMessages["join"]["device"] }>;
  dial?: (url: string) => WireSocket;
  random?: () => number;
}

export type SocketState = "connecting" | "open" | "lost" | "closed";

export interface SocketEvents {
  state: SocketState;
  joined: Joined;
  message: Envelope;
  /** Closed for good: the bye or error code, or "closed". */
  ended: string;
  /** The doors are not open yet. */
  early: { opensAt: string };
}

/** A command the server refused. */
export class CommandError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

const heartbeatEvery = 5000;
const silentAfter = 12000;
const dialWithin = 4000; // where other servers can be tried instead
const earlyMost = 60000; // the doors are asked again at least so often: the device's own clock may be wrong
const earlyLeast = 5000;

interface Waiting {
  type: string;
  data: unknown;
  settle?: { done(): void; refused(error: CommandError): void };
}

/**
 * One connection to a room over as many sockets as it takes: it numbers and acknowledges messages, dials again
 * when a socket is lost, resumes where it was, and sends again what the server did not get.
 */
export class Socket extends Emitter<SocketEvents> {
  #options: SocketOptions;
  readonly #doors: Doors;
  #wire: WireSocket | undefined;
  #connectionId = "";
  #seen = 0;
  #sent = 0;
  #unconfirmed = new Map<number, Waiting>();
  #attempt = 0;
  #lastCode = "";
  #elsewhere = "";
  #opensAt = "";
  #echo = 0;
  #open = false;
  #finished = false;
  #timers: { beat?: ReturnType<typeof setInterval>; silence?: ReturnType<typeof setTimeout>; redial?: ReturnType<typeof setTimeout> } = {};

  constructor(options: SocketOptions) {
    super();
    this.#options = options;
    this.#doors = new Doors(options.url, options.others);
  }

  start(): void {
    this.#dial();
  }

  /** Sends a message that needs no answer. */
  tell<K extends keyof ClientMessages>(type: K, data: ClientMessages[K]): void {
    this.#queue({ type, data });
  }

  /** Sends a command; resolves when the server did it and rejects with CommandError when it refused. */
  command<K extends keyof ClientMessages>(type: K, data: ClientMessages[K]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue({ type, data, settle: { done: resolve, refused: reject } });
    });
  }

  /** Dials at once instead of waiting, as when the browser says that the network is back. */
  hurry(): void {
    if (this.#finished || this.#open || this.#timers.redial === undefined) return;
    clearTimeout(this.#timers.redial);
    this.#dial();
  }

  /** The sockets of all servers as the room knows them. */
  learn(urls: readonly string[]): void {
    this.#doors.learn(urls);
  }

  /** Leaves the room for good. */
  leave(): void {
    if (this.#finished) return;
    if (this.#open) this.tell("leave", undefined);
    this.#finish("left");
    this.#wire?.close(1000);
  }

  #queue(message: Waiting): void {
    if (this.#finished) {
      message.settle?.refused(new CommandError("closed"));
      return;
    }
    const seq = ++this.#sent;
    this.#unconfirmed.set(seq, message);
    if (this.#open) this.#write({ type: message.type, seq, data: message.data });
  }

  #write(envelope: Envelope): void {
    this.#wire?.send(JSON.stringify({ ...envelope, ack: this.#seen }));
  }

  #dial(): void {
    delete this.#timers.redial;
    this.emit("state", this.#attempt === 0 ? "connecting" : "lost");
    const dial = this.#options.dial ?? ((url: string) => new WebSocket(url, subprotocol) as unknown as WireSocket);
    const wire = dial(this.#doors.url);
    this.#wire = wire;
    wire.onopen = () => void this.#join(wire);
    wire.onmessage = (event) => this.#receive(wire, event.data);
    wire.onclose = (event) => this.#closed(wire, event.code);
    this.#listen(this.#doors.several ? dialWithin : silentAfter);
  }

  async #join(wire: WireSocket): Promise<void> {
    const resuming = this.#connectionId !== "";
    let join: ClientMessages["join"];
    try {
      join = await this.#options.join(resuming);
    } catch {
      if (wire === this.#wire) this.#drop(wire); // no offer could be made: the next dial tries again
      return;
    }
    if (wire !== this.#wire) return;
    if (resuming) Object.assign(join, { connectionId: this.#connectionId, lastSeq: this.#seen });
    wire.send(JSON.stringify({ type: "join", data: join }));
    this.#listen();
  }

  #receive(wire: WireSocket, frame: unknown): void {
    if (wire !== this.#wire || typeof frame !== "string") return;
    const envelope = parse(frame);
    if (!envelope) return;
    this.#listen();
    if (envelope.seq !== undefined) {
      if (envelope.seq <= this.#seen) return;
      this.#seen = envelope.seq;
    }
    if (envelope.ack !== undefined) this.#confirm(envelope.ack);
    switch (envelope.type) {
      case "joined":
        this.#joined(envelope.data as Joined);
        return;
      case "heartbeat":
        this.#echo = (envelope.data as ServerMessages["heartbeat"]).sentAt;
        return;
      case "done":
        this.#settle((envelope.data as ServerMessages["done"]).re);
        return;
      case "error":
        this.#refused(envelope.data as ServerMessages["error"]);
        return;
      case "bye": {
        const { code, url } = envelope.data as ServerMessages["bye"];
        this.#lastCode = code;
        this.#elsewhere = url ?? "";
        return;
      }
      default:
        this.emit("message", envelope);
    }
  }

  #joined(joined: Joined): void {
    if (joined.connectionId !== this.#connectionId) this.#startCounting(joined.connectionId);
    else this.#confirm(joined.lastSeq ?? 0);
    this.#open = true;
    this.#attempt = 0;
    this.#doors.joined();
    this.#lastCode = "";
    this.emit("state", "open");
    this.emit("joined", joined);
    for (const [seq, message] of this.#unconfirmed) this.#write({ type: message.type, seq, data: message.data });
    clearInterval(this.#timers.beat);
    this.#timers.beat = setInterval(() => this.#write({ type: "heartbeat", data: { sentAt: Date.now(), echo: this.#echo } }), heartbeatEvery);
  }

  /** A new connection counts from 1; commands that nobody confirmed are put again, the rest is stale. */
  #startCounting(connectionId: string): void {
    const again = [...this.#unconfirmed.values()].filter((message) => message.settle);
    this.#connectionId = connectionId;
    this.#seen = 0;
    this.#sent = 0;
    this.#unconfirmed = new Map(again.map((message) => [++this.#sent, message]));
  }

  /** Messages without an answer are done with once the server has them; commands wait for done or error. */
  #confirm(ack: number): void {
    for (const [seq, message] of this.#unconfirmed) {
      if (seq <= ack && !message.settle) this.#unconfirmed.delete(seq);
    }
  }

  #settle(re: number): void {
    this.#unconfirmed.get(re)?.settle?.done();
    this.#unconfirmed.delete(re);
  }

  #refused(error: ServerMessages["error"]): void {
    if (error.code === "unknownConnection" && this.#wire) {
      this.#connectionId = "";
      void this.#join(this.#wire);
      return;
    }
    const command = this.#unconfirmed.get(error.re);
    this.#unconfirmed.delete(error.re);
    if (command) {
      command.settle?.refused(new CommandError(error.code));
      return;
    }
    if (error.re) return; // of a message that nobody waits for; the connection goes on
    this.#lastCode = error.code;
    this.#opensAt = error.opensAt ?? "";
  }

  /** Takes the socket for lost after a while of silence. */
  #listen(after = silentAfter): void {
    clearTimeout(this.#timers.silence);
    const wire = this.#wire;
    this.#timers.silence = setTimeout(() => {
      if (wire && wire === this.#wire) this.#drop(wire);
    }, after);
  }

  #drop(wire: WireSocket): void {
    this.#closed(wire, 1006);
    wire.close();
  }

  #closed(wire: WireSocket, code: number): void {
    if (wire !== this.#wire || this.#finished) return;
    this.#wire = undefined;
    this.#open = false;
    clearInterval(this.#timers.beat);
    clearTimeout(this.#timers.silence);
    if (code === 4425) {
      this.emit("early", { opensAt: this.#opensAt });
      const wait = Date.parse(this.#opensAt) - Date.now();
      this.#redial(wait > 0 ? Math.min(Math.max(wait, 1000), earlyMost) : earlyLeast);
      return;
    }
    const url = this.#elsewhere;
    this.#elsewhere = "";
    if (url && this.#doors.elsewhere(url)) {
      this.#redial(0);
      return;
    }
    const attempt = this.#attempt++;
    const after = redialAfter(url ? 1006 : code, attempt);
    if (after === undefined) {
      this.#finish(this.#lastCode || "closed");
      return;
    }
    this.#doors.failed(attempt);
    this.emit("state", "lost");
    const random = this.#options.random ?? Math.random;
    this.#redial(after * (1 + 0.3 * random()));
  }

  #redial(ms: number): void {
    this.#timers.redial = setTimeout(() => this.#dial(), ms);
  }

  #finish(code: string): void {
    this.#finished = true;
    this.#open = false;
    clearInterval(this.#timers.beat);
    clearTimeout(this.#timers.silence);
    clearTimeout(this.#timers.redial);
    for (const message of this.#unconfirmed.values()) message.settle?.refused(new CommandError("closed"));
    this.#unconfirmed.clear();
    this.emit("state", "closed");
    this.emit("ended", code);
  }
}

