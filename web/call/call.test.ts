/// <reference types="node" />
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Call } from "./call.ts";
import type { Devices } from "./devices.ts";
import type { WireSocket } from "./socket.ts";

/** As much of a browser's peer connection as Peer touches; offers are numbered. */
class FakePeerConnection {
  static all: FakePeerConnection[] = [];
  static offers = 0;
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  answers: string[] = [];
  configurations: RTCConfiguration[] = [];
  onconnectionstatechange: (() => void) | null = null;

  constructor() {
    FakePeerConnection.all.push(this);
  }

  addTransceiver(): object {
    return { sender: { replaceTrack: async () => {}, getParameters: () => ({}) }, receiver: { track: {}, getSynchronizationSources: () => [] } };
  }

  restartIce(): void {}

  setConfiguration(configuration: RTCConfiguration): void {
    this.configurations.push(configuration);
  }

  async getStats(): Promise<Map<string, object>> {
    return new Map();
  }

  async createOffer(): Promise<object> {
    return { sdp: `offer ${++FakePeerConnection.offers}` };
  }

  async setLocalDescription(offer: { sdp: string }): Promise<void> {
    this.localDescription = offer;
  }

  async setRemoteDescription(answer: { sdp: string }): Promise<void> {
    this.answers.push(answer.sdp);
  }

  close(): void {}

  turn(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

class FakeWire implements WireSocket {
  static all: FakeWire[] = [];
  sent: { type: string; data?: unknown }[] = [];
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

  restarts(): unknown[] {
    return this.sent.filter((message) => message.type === "iceRestart").map((message) => message.data);
  }
}

class FakeDevices {
  audio: object | null = { enabled: true };
  camera: object | null = { enabled: true };
  report = { camera: "ok", microphone: "ok" };
  track: ((event: object) => void) | undefined;

  on(name: string, listener: (event: object) => void): void {
    if (name === "track") this.track = listener;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
let online: (() => void) | undefined;

const joined = (connectionId: string, resumed: boolean): object => ({
  type: "joined",
  data: {
    connectionId, resumed, you: { person: 1, place: "stage" }, room: {}, roster: { version: 1, people: [] }, lanes: { version: 1, lanes: [] },
    sending: { camera: true, cameraBitrate: 1, screenBitrate: 1 }, ...(resumed ? {} : { answer: "first answer" }),
  },
});

async function dialled(): Promise<FakeWire> {
  mock.timers.tick(0);
  const wire = FakeWire.all.at(-1)!;
  wire.onopen?.();
  await settled();
  return wire;
}

async function joinedCall(): Promise<{ call: Call; devices: FakeDevices; wire: FakeWire; peer: FakePeerConnection }> {
  const devices = new FakeDevices();
  const call = new Call({ url: "ws://test", ticket: "t", devices: devices as unknown as Devices, dial: () => new FakeWire() });
  call.start();
  const wire = await dialled();
  wire.receive(joined("c1", false));
  await settled();
  return { call, devices, wire, peer: FakePeerConnection.all.at(-1)! };
}

beforeEach(() => {
  FakeWire.all = [];
  FakePeerConnection.all = [];
  FakePeerConnection.offers = 0;
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  Object.assign(globalThis, {
    RTCPeerConnection: FakePeerConnection,
    RTCRtpReceiver: { getCapabilities: () => null },
    MediaStream: class {},
    document: { addEventListener: () => {}, removeEventListener: () => {} },
    window: { addEventListener: (_: string, listener: () => void) => (online = listener), removeEventListener: () => {} },
  });
});

afterEach(() => mock.timers.reset());

test("a path lost while the socket is away is restarted once, when the socket is back", async () => {
  const { wire, peer } = await joinedCall();
  wire.onclose?.({ code: 1006 });
  peer.turn("failed");
  online?.();
  await settled();
  const again = await dialled();
  again.receive(joined("c1", true));
  await settled();
  assert.deepEqual(again.restarts(), [{ offer: "offer 2" }]);
  again.receive({ type: "iceRestarted", seq: 1, data: { answer: "second answer" } });
  await settled();
  assert.deepEqual(peer.answers, ["first answer", "second answer"]);
  assert.equal(again.restarts().length, 1);
});

test("a second restart waits for the answer of the first", async () => {
  const { wire, peer } = await joinedCall();
  peer.turn("failed");
  await settled();
  online?.();
  await settled();
  assert.deepEqual(wire.restarts(), [{ offer: "offer 2" }]);
  wire.receive({ type: "iceRestarted", seq: 1, data: { answer: "second answer" } });
  await settled();
  assert.deepEqual(wire.restarts(), [{ offer: "offer 2" }, { offer: "offer 3" }]);
});

test("a restart that nobody answers is tried again while the path is lost", async () => {
  const { wire, peer } = await joinedCall();
  peer.turn("failed");
  await settled();
  for (let beat = 0; beat < 4; beat++) {
    mock.timers.tick(4000);
    wire.receive({ type: "heartbeat", data: { sentAt: beat } });
    await settled();
  }
  assert.equal(wire.restarts().length, 2);
});

test("a whole new join keeps the devices and forgets the old restart", async () => {
  const { wire, peer } = await joinedCall();
  wire.onclose?.({ code: 1006 });
  peer.turn("failed");
  const again = await dialled();
  again.receive({ type: "error", data: { code: "unknownConnection", re: 0 } });
  await settled();
  again.receive(joined("c2", false));
  await settled();
  assert.equal(FakePeerConnection.all.length, 2);
  assert.deepEqual(again.sent.filter((message) => message.type === "join").map((message) => (message.data as { offer?: string }).offer), [undefined, "offer 2"]);
  assert.equal(again.restarts().length, 0);
});

test("a new device is as quiet as the switch says", async () => {
  const { call, devices } = await joinedCall();
  call.turn("audio", false);
  const track = { enabled: true };
  devices.audio = track;
  devices.track?.({ source: "audio", track });
  assert.equal(track.enabled, false);
});

const person = (number: number) => ({ person: number, place: "stage" });

test("a transfer opens the other room first, and takes it over when it answers", async () => {
  const { call, wire } = await joinedCall();
  const moved: string[] = [];
  call.on("moving", (why) => moved.push(why));
  call.on("ended", (code) => moved.push(code));
  wire.receive({ type: "transfer", seq: 1, data: { ticket: "t2", url: "ws://other" } });
  const other = await dialled();
  assert.notEqual(other, wire);
  assert.equal((other.sent[0]!.data as { ticket: string }).ticket, "t2");
  other.receive({ ...joined("c2", false), data: { ...(joined("c2", false) as { data: object }).data, you: person(9), roster: { version: 1, people: [person(9)] } } });
  await settled();
  assert.equal(call.you?.person, 9);
  assert.equal(wire.sent.at(-1)!.type, "leave");
  assert.deepEqual(moved, ["room"]);
});

test("a room that ends while the next one is being opened is not the end of the call", async () => {
  const { call, wire } = await joinedCall();
  const ends: string[] = [];
  call.on("ended", (code) => ends.push(code));
  wire.receive({ type: "transfer", seq: 1, data: { ticket: "t2" } });
  const other = await dialled();
  wire.receive({ type: "bye", data: { code: "ended" } });
  wire.onclose?.({ code: 4410 });
  await settled();
  other.receive(joined("c2", false));
  await settled();
  assert.deepEqual(ends, []);
  assert.equal(call.you?.person, 1);
});

test("a move keeps the old node until everybody is on the new one", async () => {
  const { call, wire } = await joinedCall();
  wire.receive({ type: "move", seq: 1, data: { url: "ws://two", token: "m" } });
  const other = await dialled();
  assert.deepEqual(other.sent[0]!.data, { ticket: "t", device: call.devices.report, moveToken: "m", offer: "offer 2" });
  other.receive(joined("c2", false));
  await settled();
  assert.equal(wire.sent.some((message) => message.type === "leave"), false);
  other.receive({ type: "live", seq: 1 });
  await settled();
  assert.equal(wire.sent.at(-1)!.type, "leave");
});

test("an audience that ends while another is on ends nothing for staff", async () => {
  const { call, wire } = await joinedCall();
  const over: (string | undefined)[] = [];
  call.on("over", (ended) => over.push(ended.audience));
  const line = [{ audience: "a1", state: "stage" }, { audience: "a2", state: "absent" }];
  wire.receive({ type: "queue", seq: 1, data: { version: 1, line } });
  wire.receive({ type: "ended", seq: 2, data: { audience: "a2", disposition: "noShow" } });
  wire.receive({ type: "ended", seq: 3, data: { audience: "a1", disposition: "held" } });
  await settled();
  assert.deepEqual(over, ["a1"]);
});

test("what comes while the answer is being set is newer than the state within joined", async () => {
  const devices = new FakeDevices();
  const call = new Call({ url: "ws://test", ticket: "t", devices: devices as unknown as Devices, dial: () => new FakeWire() });
  const told: number[] = [];
  call.on("sending", (sending) => told.push(sending.cameraBitrate));
  call.start();
  const wire = await dialled();
  wire.receive(joined("c1", false));
  wire.receive({ type: "sending", seq: 1, data: { camera: true, cameraBitrate: 1_200_000, screenBitrate: 1 } });
  wire.receive({ type: "roster", seq: 2, data: { version: 2, people: [{ ...person(1), place: "stage", name: "newer" }] } });
  await settled();
  assert.deepEqual(told, [1, 1_200_000]);
  assert.equal(call.you?.name, "newer");
});
