/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";

import { share, upward, way } from "./measure.ts";

const pair = (more: object = {}) => ({ type: "candidate-pair", nominated: true, state: "succeeded", localCandidateId: "c", ...more });

test("the way is told by either side that knows it", () => {
  assert.equal(way([pair(), { id: "c", candidateType: "host", protocol: "udp" }], undefined), "udp");
  assert.equal(way([pair(), { id: "c", candidateType: "host", protocol: "udp" }], "tcp"), "tcp");
  assert.equal(way([pair(), { id: "c", candidateType: "relay", protocol: "udp" }], "udp"), "relay");
  assert.equal(way([pair(), { id: "c", candidateType: "host", protocol: "tcp" }], undefined), "tcp");
});

test("a still picture is not taken for a narrow line", () => {
  assert.equal(upward([pair({ availableOutgoingBitrate: 600_000 })], 40_000), 600_000);
  assert.equal(upward([pair({ availableOutgoingBitrate: 30_000 })], 40_000), 40_000);
  assert.equal(upward([pair()], 40_000), 0);
  assert.equal(upward([pair()], 300_000), 300_000);
});

test("loss is a share of a thousand, never below nothing", () => {
  assert.equal(share(5, 95), 50);
  assert.equal(share(-3, 100), 0);
  assert.equal(share(0, 0), 0);
});
