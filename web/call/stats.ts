import type { Stats } from "./protocol.ts";

interface Totals {
  at: number;
  received: number;
  lost: number;
  bytesIn: number;
  bytesOut: number;
  freezes: number;
}

type Entry = Record<string, unknown> & { type: string };

function num(entry: Entry | undefined, name: string): number {
  const value = entry?.[name];
  return typeof value === "number" ? value : 0;
}

/** Turns the browser's running totals into the figures of the last stretch. */
export class StatsReader {
  #pc: { getStats(): Promise<RTCStatsReport> };
  #before: Totals | undefined;

  constructor(pc: { getStats(): Promise<RTCStatsReport> }) {
    this.#pc = pc;
  }

  async read(): Promise<Stats> {
    const entries = [...(await this.#pc.getStats()).values()] as Entry[];
    const inbound = entries.filter((entry) => entry.type === "inbound-rtp");
    const sum = (name: string) => inbound.reduce((total, entry) => total + num(entry, name), 0);
    const pair = entries.find((entry) => entry.type === "candidate-pair" && entry["nominated"] === true && entry["state"] === "succeeded");
    const local = entries.find((entry) => entry["id"] === pair?.["localCandidateId"]);
    const now: Totals = {
      at: performance.now(),
      received: sum("packetsReceived"),
      lost: sum("packetsLost"),
      bytesIn: num(pair, "bytesReceived"),
      bytesOut: num(pair, "bytesSent"),
      freezes: sum("freezeCount"),
    };
    const before = this.#before ?? now;
    this.#before = now;
    const seconds = Math.max((now.at - before.at) / 1000, 0.001);
    const received = now.received - before.received;
    const lost = Math.max(now.lost - before.lost, 0);
    const remote = entries.filter((entry) => entry.type === "remote-inbound-rtp");
    return {
      rttMs: Math.round(num(pair, "currentRoundTripTime") * 1000),
      jitterMs: Math.round(Math.max(0, ...inbound.map((entry) => num(entry, "jitter"))) * 1000),
      lossIn: received + lost > 0 ? lost / (received + lost) : 0,
      lossOut: Math.min(1, Math.max(0, ...remote.map((entry) => num(entry, "fractionLost")))),
      bitrateIn: Math.round(((now.bytesIn - before.bytesIn) * 8) / seconds),
      bitrateOut: Math.round(((now.bytesOut - before.bytesOut) * 8) / seconds),
      freezes: Math.max(0, now.freezes - before.freezes),
      framesPerSecond: Math.round(Math.max(0, ...inbound.map((entry) => num(entry, "framesPerSecond")))),
      relayed: local?.["candidateType"] === "relay",
    };
  }
}
