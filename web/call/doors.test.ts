/// <reference types="node" />
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Doors, doorsOf, ownDoor } from "./doors.ts";
import { Socket, type WireSocket } from "./socket.ts";

class FakeWire implements WireSocket {
  static all: FakeWire[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeWire.all.push(this);
  }

  send(): void {}
  close(): void {}

  receive(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** Answers the dial as a server that knows where the room is. */
  sendsTo(url: string): void {
    this.onopen?.();
    this.receive({ type: "bye", data: { code: "elsewhere", url } });
    this.onclose?.({ code: 4307 });
  }
}

function newSocket(...others: string[]): { socket: Socket; ended: string[] } {
  const ended: string[] = [];
  const socket = new Socket({
    url: "ws://a", others,
    dial: (url) => new FakeWire(url),
    random: () => 0,
    join: async () => ({ ticket: "t", offer: "sdp", device: { camera: "ok", microphone: "ok" } }),
  });
  socket.on("ended", (code) => ended.push(code));
  return { socket, ended };
}

const last = (): FakeWire => FakeWire.all.at(-1)!;
const dialled = (): string[] => FakeWire.all.map((wire) => wire.url);

beforeEach(() => {
  FakeWire.all = [];
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
});

afterEach(() => mock.timers.reset());

test("goes at once where it is sent, and stays there", () => {
  const { socket } = newSocket("ws://b");
  socket.start();
  last().sendsTo("ws://c");
  mock.timers.tick(0);
  assert.deepEqual(dialled(), ["ws://a", "ws://c"]);
  last().receive({ type: "joined", data: { connectionId: "c1" } });
  last().onclose?.({ code: 1006 });
  mock.timers.tick(0);
  assert.equal(last().url, "ws://c");
});

test("tries the others when a server is gone, and finds who took its room", () => {
  const { socket } = newSocket("ws://b");
  socket.start();
  last().receive({ type: "joined", data: { connectionId: "c1" } });
  last().onclose?.({ code: 1006 });
  mock.timers.tick(0); // where it was
  last().onclose?.({ code: 1006 });
  mock.timers.tick(300); // the other, which takes the first still for alive
  assert.equal(last().url, "ws://b");
  last().sendsTo("ws://a");
  mock.timers.tick(0);
  assert.equal(last().url, "ws://a");
  last().onclose?.({ code: 1006 });
  mock.timers.tick(1200);
  assert.equal(last().url, "ws://b");
  last().receive({ type: "joined", data: { connectionId: "c2" } });
  assert.deepEqual(dialled(), ["ws://a", "ws://a", "ws://b", "ws://a", "ws://b"]);
});

test("two servers that send to each other are not dialled without pause", () => {
  const { socket, ended } = newSocket("ws://b");
  socket.start();
  for (let i = 0; i < 20; i++) {
    last().sendsTo(last().url === "ws://a" ? "ws://b" : "ws://a");
    mock.timers.tick(0);
  }
  assert.ok(FakeWire.all.length < 12, `${FakeWire.all.length} dials`);
  mock.timers.tick(7000);
  assert.ok(FakeWire.all.length > 6, "and yet again later");
  assert.deepEqual(ended, []);
});

test("does not wait long for a server that does not answer when there are others", () => {
  const { socket } = newSocket("ws://b");
  socket.start();
  mock.timers.tick(4000);
  mock.timers.tick(0);
  last().onclose?.({ code: 1006 });
  mock.timers.tick(300);
  assert.equal(last().url, "ws://b");
});

test("one server alone is dialled as ever", () => {
  const doors = new Doors("ws://a", ["ws://a"]);
  assert.equal(doors.several, false);
  doors.failed(3);
  assert.equal(doors.url, "ws://a");
});

test("reads the page's list, or knows its own site", () => {
  assert.deepEqual(doorsOf({ sockets: "wss://a/socket wss://b/socket" }, "wss://own"), ["wss://a/socket", "wss://b/socket"]);
  assert.deepEqual(doorsOf({}, ownDoor({ protocol: "http:", host: "localhost:8080" })), ["ws://localhost:8080/socket"]);
});

test("a server that was started later is dialled when the first is gone, and one that went is not", () => {
  const doors = new Doors("wss://site", ["wss://gone"]);
  doors.joined();
  doors.learn(["wss://site", "wss://later"]);
  doors.failed(0);
  assert.equal(doors.url, "wss://site");
  doors.failed(1);
  assert.equal(doors.url, "wss://later");
  doors.learn(["wss://later", "wss://last"]);
  assert.equal(doors.url, "wss://later");
  doors.failed(1);
  assert.equal(doors.url, "wss://last");
});
