import type { Peer, Route } from "./peer.ts";
import type { IceServer } from "./protocol.ts";

const answerWithin = 15000;
const pathWithin = 8000; // then the other way is tried

/**
 * The ICE restarts of one peer connection: one at a time, and none while the socket is away, for each answer
 * belongs to the offer made last.
 */
export class Restarts {
  readonly #peer: Peer;
  readonly #route: Route;
  readonly #send: (offer: string) => void;
  readonly #open: () => boolean;
  #path: "connected" | "lost" | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined; // while a restart waits for its answer
  #otherWay: ReturnType<typeof setTimeout> | undefined; // while the first path is awaited
  #due = false; // one more is wanted, or one that waits for the socket
  #closed = false;

  constructor(peer: Peer, route: Route, open: () => boolean, send: (offer: string) => void) {
    this.#peer = peer;
    this.#route = route;
    this.#open = open;
    this.#send = send;
    peer.on("path", (path) => {
      this.#path = path;
      clearTimeout(this.#otherWay);
      if (path === "lost") void this.restart();
    });
  }

  /** When no path comes up at all, the relay alone is tried, then every way again, until one does. */
  awaitPath(): void {
    clearTimeout(this.#otherWay);
    if (this.#path !== undefined || this.#closed) return;
    this.#otherWay = setTimeout(() => {
      if (this.#route === "all") this.#peer.route = this.#peer.route === "all" ? "relay" : "all";
      void this.restart();
      this.awaitPath();
    }, pathWithin);
  }

  /** The socket is back: what had to wait is done now. */
  resume(): void {
    if (this.#due) void this.restart();
  }

  async restart(): Promise<void> {
    if (this.#closed) return;
    if (!this.#open() || this.#waiting !== undefined) {
      this.#due = true;
      return;
    }
    this.#due = false;
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      if (this.#due || this.#path === "lost") void this.restart();
    }, answerWithin);
    const offer = await this.#peer.offer({ iceRestart: true });
    if (!this.#closed) this.#send(offer);
  }

  async answered(answer: string, relays?: IceServer[]): Promise<void> {
    if (this.#waiting === undefined || this.#closed) return; // too late: the next offer asks again
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    await this.#peer.answer(answer, relays);
    if (this.#due) void this.restart();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#waiting);
    clearTimeout(this.#otherWay);
  }
}
