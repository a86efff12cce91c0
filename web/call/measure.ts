import type { Call } from "./call.ts";
import type { Check } from "./protocol.ts";

/** What a line was measured to be. Loss is in packets of a thousand, the worse direction's; rates are bit/s. */
export interface Measured {
  path: string;
  rtt: number;
  jitter: number;
  loss: number;
  up: number;
  down: number;
}

type Entry = Record<string, unknown>;

const num = (entry: Entry | undefined, name: string): number => (typeof entry?.[name] === "number" ? (entry[name] as number) : 0);

/** Takes the server's word for what arrived from here, and the browser's for what came back. */
export class Measure {
  readonly #call: Call;
  #before: { at: number; bytes: number } | undefined;

  constructor(call: Call) {
    this.#call = call;
  }

  async read(check: Check): Promise<Measured> {
    const entries = [...((await this.#call.report())?.values() ?? [])] as Entry[];
    const inbound = entries.filter((entry) => entry["type"] === "inbound-rtp");
    const sum = (name: string) => inbound.reduce((total, entry) => total + num(entry, name), 0);
    const sent = check.audio.packets + check.camera.packets;
    const jitterDown = Math.max(0, ...inbound.map((entry) => num(entry, "jitter") * 1000));
    return {
      path: way(entries, check.via),
      rtt: Math.round(check.rttMs ?? 0),
      jitter: Math.round(Math.max(check.audio.jitterMs, jitterDown)),
      loss: Math.max(share(check.audio.lost + check.camera.lost, sent), share(sum("packetsLost"), sum("packetsReceived"))),
      up: upward(entries, check.audio.bitrate + check.camera.bitrate),
      down: this.#rate(sum("bytesReceived")),
    };
  }

  #rate(bytes: number): number {
    const now = { at: performance.now(), bytes };
    const before = this.#before;
    this.#before = now;
    return before && now.at > before.at ? Math.round(((bytes - before.bytes) * 8000) / (now.at - before.at)) : 0;
  }
}

const plenty = 120_000;

/**
 * What the line carries from here: what the browser estimates, or what was sent if that was more. A still picture
 * needs little, so a browser without an estimate says nothing of a line that was hardly used (0: not measured).
 */
export function upward(entries: Entry[], sent: number): number {
  const estimate = num(pairOf(entries), "availableOutgoingBitrate");
  if (estimate > 0) return Math.round(Math.max(estimate, sent));
  return sent >= plenty ? sent : 0;
}

export function share(lost: number, received: number): number {
  return received + lost > 0 ? Math.min(1000, Math.round((Math.max(0, lost) * 1000) / (received + lost))) : 0;
}

/** How the packets travel: straight, by TCP, or through a relay, which may be seen from one side alone. */
export function way(entries: Entry[], seen: Check["via"]): string {
  const local = entries.find((entry) => entry["id"] === pairOf(entries)?.["localCandidateId"]);
  if (seen === "relay" || local?.["candidateType"] === "relay") return "relay";
  return seen ?? (local?.["protocol"] === "tcp" ? "tcp" : "udp");
}

function pairOf(entries: Entry[]): Entry | undefined {
  return entries.find((entry) => entry["type"] === "candidate-pair" && entry["nominated"] === true && entry["state"] === "succeeded");
}
