/// <reference types="node" />
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import type { Joined } from "./protocol.ts";
import { CommandError, Socket, type SocketState, type WireSocket } from "./socket.ts";

class FakeWire implements WireSocket {
  static all: FakeWire[] = [];
  sent: { type: string; seq?: number; ack?: number; data?: unknown }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    FakeWire.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {}

  receive(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  drop(code = 1006): void {
    this.onclose?.({ code });
  }
}

const joined = (connectionId: string, lastSeq = 0): object => ({ type: "joined", data: { connectionId, lastSeq } as Partial<Joined> });
const settled = () => new Promise((resolve) => setImmediate(resolve));

function newSocket(): { socket: Socket; joins: boolean[]; states: SocketState[]; ended: string[] } {
  const joins: boolean[] = [];
  const states: SocketState[] = [];
  const ended: string[] = [];
  const socket = new Socket({
    url: "ws://test",
    dial: () => new FakeWire(),
    random: () => 0,
    join: async (resuming) => {
      joins.push(resuming);
      return { ticket: "t", device: { camera: "ok", microphone: "ok" }, ...(resuming ? {} : { offer: "sdp" }) };
    },
  });
  socket.on("state", (state) => states.push(state));
  socket.on("ended", (code) => ended.push(code));
  return { socket, joins, states, ended };
}

async function open(socket: Socket): Promise<FakeWire> {
  socket.start();
  const wire = FakeWire.all.at(-1)!;
  wire.onopen?.();
  await settled();
  wire.receive(joined("c1"));
  return wire;
}

async function nextWire(ms: number): Promise<FakeWire> {
  mock.timers.tick(ms);
  const wire = FakeWire.all.at(-1)!;
  wire.onopen?.();
  await settled();
  return wire;
}

beforeEach(() => {
  FakeWire.all = [];
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
});

afterEach(() => mock.timers.reset());

test("joins with an offer and counts messages from one", async () => {
  const { socket } = newSocket();
  const wire = await open(socket);
  assert.deepEqual(wire.sent[0], { type: "join", data: { ticket: "t", device: { camera: "ok", microphone: "ok" }, offer: "sdp" } });
  socket.tell("media", { audio: true, camera: false, screen: false });
  assert.equal(wire.sent[1]?.seq, 1);
});

test("resumes after a lost socket and sends again what the server did not get", async () => {
  const { socket, joins, states } = newSocket();
  const wire = await open(socket);
  wire.receive({ type: "roster", seq: 4, data: { version: 1, people: [] } });
  socket.tell("media", { audio: true, camera: true, screen: false });
  socket.tell("media", { audio: false, camera: true, screen: false });
  wire.drop();
  const again = await nextWire(0);
  assert.deepEqual(again.sent[0]?.data, { ticket: "t", device: { camera: "ok", microphone: "ok" }, connectionId: "c1", lastSeq: 4 });
  again.receive(joined("c1", 1));
  assert.deepEqual(again.sent.slice(1).map((message) => message.seq), [2]);
  assert.deepEqual(joins, [false, true]);
  assert.deepEqual(states, ["connecting", "open", "lost", "lost", "open"]);
});

test("starts anew when the server does not know the connection, and puts open commands again", async () => {
  const { socket, joins } = newSocket();
  const wire = await open(socket);
  const answer = socket.command("next", undefined);
  wire.drop();
  const again = await nextWire(0);
  again.receive({ type: "error", data: { code: "unknownConnection", re: 0 } });
  await settled();
  assert.deepEqual(joins, [false, true, false]);
  again.receive(joined("c2"));
  const command = again.sent.at(-1)!;
  assert.deepEqual([command.type, command.seq], ["next", 1]);
  again.receive({ type: "done", seq: 1, data: { re: 1 } });
  await answer;
});

test("tells a refused command from a done one", async () => {
  const { socket } = newSocket();
  const wire = await open(socket);
  const refused = socket.command("admit", { audience: "a-1" });
  wire.receive({ type: "error", seq: 1, data: { code: "conflict", re: 1 } });
  await assert.rejects(refused, (error: unknown) => error instanceof CommandError && error.code === "conflict");
});

test("dials at growing distances", async () => {
  const { socket } = newSocket();
  const wire = await open(socket);
  wire.drop();
  for (const wait of [0, 300, 1200, 2700, 4800, 7000, 7000]) {
    const before = FakeWire.all.length;
    if (wait > 0) {
      mock.timers.tick(wait - 1);
      assert.equal(FakeWire.all.length, before);
      mock.timers.tick(1);
    } else {
      mock.timers.tick(0);
    }
    assert.equal(FakeWire.all.length, before + 1);
    FakeWire.all.at(-1)!.drop();
  }
});

test("takes a silent socket for lost", async () => {
  const { socket, states } = newSocket();
  await open(socket);
  mock.timers.tick(12000);
  assert.equal(states.at(-1), "lost");
});

test("never dials again after the audience is over", async () => {
  const { socket, ended } = newSocket();
  const wire = await open(socket);
  wire.receive({ type: "bye", data: { code: "ended" } });
  wire.drop(4410);
  mock.timers.tick(60000);
  assert.deepEqual(ended, ["ended"]);
  assert.equal(FakeWire.all.length, 1);
});

test("waits for the doors to open", async () => {
  const { socket } = newSocket();
  const early: string[] = [];
  socket.on("early", ({ opensAt }) => early.push(opensAt));
  socket.start();
  const wire = FakeWire.all[0]!;
  wire.onopen?.();
  await settled();
  const opensAt = new Date(Date.now() + 60000).toISOString();
  wire.receive({ type: "error", data: { code: "ticketEarly", re: 0, opensAt } });
  wire.drop(4425);
  assert.deepEqual(early, [opensAt]);
  mock.timers.tick(61000);
  assert.equal(FakeWire.all.length, 2);
});

test("ignores a message it has already seen", async () => {
  const { socket } = newSocket();
  const wire = await open(socket);
  const seen: string[] = [];
  socket.on("message", (envelope) => seen.push(envelope.type));
  wire.receive({ type: "roster", seq: 3, data: {} });
  wire.receive({ type: "roster", seq: 3, data: {} });
  assert.deepEqual(seen, ["roster"]);
});

test("takes a socket that never opens for lost", () => {
  const { socket, states } = newSocket();
  socket.start();
  mock.timers.tick(12000);
  assert.equal(states.at(-1), "lost");
  mock.timers.tick(0);
  assert.equal(FakeWire.all.length, 2);
});

test("dials again when no offer could be made", async () => {
  let tries = 0;
  const socket = new Socket({
    url: "ws://test",
    dial: () => new FakeWire(),
    random: () => 0,
    join: async () => {
      if (++tries === 1) throw new Error("no peer connection");
      return { ticket: "t", offer: "sdp", device: { camera: "ok", microphone: "ok" } };
    },
  });
  socket.start();
  FakeWire.all[0]!.onopen?.();
  await settled();
  const again = await nextWire(0);
  assert.equal(again.sent[0]?.type, "join");
});

test("asks at the doors again though the device's clock is wrong", async () => {
  for (const [opensIn, wait] of [[40 * 24 * 3600000, 60000], [-3600000, 5000]] as const) {
    FakeWire.all = [];
    const { socket } = newSocket();
    socket.start();
    const wire = FakeWire.all[0]!;
    wire.onopen?.();
    await settled();
    wire.receive({ type: "error", data: { code: "ticketEarly", re: 0, opensAt: new Date(Date.now() + opensIn).toISOString() } });
    wire.drop(4425);
    mock.timers.tick(wait - 1);
    assert.equal(FakeWire.all.length, 1);
    mock.timers.tick(1);
    assert.equal(FakeWire.all.length, 2);
    socket.leave();
  }
});

test("an error about a message that nobody waits for ends nothing", async () => {
  const { socket, ended } = newSocket();
  const wire = await open(socket);
  socket.tell("media", { audio: true, camera: true, screen: true });
  wire.receive({ type: "error", seq: 1, ack: 1, data: { code: "screenBusy", re: 1 } });
  wire.drop(1000);
  assert.deepEqual(ended, ["closed"]);
});
