/** How often a dial may be sent on in a row before it waits: two servers may each take the other for the room's. */
const bouncesMost = 4;

/**
 * The sockets of every server, and which of them to dial next. A lost socket is dialled again where it was, for
 * its connection lives there; then the others come in turn, for the server may be gone.
 */
export class Doors {
  #urls: string[];
  #at = 0;
  #bounced = 0;

  constructor(first: string, others: readonly string[] = []) {
    this.#urls = [first, ...others.filter((url) => url !== first)];
  }

  get url(): string {
    return this.#urls[this.#at] ?? "";
  }

  /** Whether there is a choice. */
  get several(): boolean {
    return this.#urls.length > 1;
  }

  /** The server dialled says where the room is; whether to dial there at once. */
  elsewhere(url: string): boolean {
    const known = this.#urls.indexOf(url);
    this.#at = known < 0 ? this.#urls.push(url) - 1 : known;
    return ++this.#bounced <= bouncesMost;
  }

  /** The servers that live now; the door in use stays. */
  learn(urls: readonly string[]): void {
    const now = this.url;
    this.#urls = [now, ...urls.filter((url) => url !== now)];
    this.#at = 0;
  }

  /** A dial failed, or a socket was lost for the nth time since a join, from 0. */
  failed(attempt: number): void {
    this.#bounced = 0;
    if (attempt > 0) this.#at = (this.#at + 1) % this.#urls.length;
  }

  joined(): void {
    this.#bounced = 0;
  }
}

/** The sockets that the page lists, this site's own first. */
export function doorsOf(page: { sockets?: string | undefined }, own: string): [string, ...string[]] {
  const [first, ...others] = (page.sockets ?? "").split(" ").filter((url) => url !== "");
  return first === undefined ? [own] : [first, ...others];
}

/** The socket of the site that the page came from. */
export function ownDoor(place: { protocol: string; host: string }): string {
  return `${place.protocol === "https:" ? "wss" : "ws"}://${place.host}/socket`;
}
