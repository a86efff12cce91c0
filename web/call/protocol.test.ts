/// <reference types="node" />
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { parse, redialAfter } from "./protocol.ts";

const folder = join("signaling", "testdata", "messages"); // from the root of the repository
const vectors = readdirSync(folder).filter((name) => name.endsWith(".json"));

/** Each type with the members that must stand in its data. */
const required: Record<string, string[]> = {
  joined: ["connectionId", "resumed", "you", "room", "roster", "lanes", "sending", "serverTime"],
  roster: ["version", "people"],
  lanes: ["version", "lanes"],
  queue: ["version"],
  sending: ["camera", "cameraBitrate", "screenBitrate"],
  admitted: ["people"],
  held: ["people"],
  ended: [],
  muted: ["person", "audio", "camera", "by"],
  chat: ["text", "to"],
  quality: ["people"],
  check: ["path", "audio", "camera", "pictures", "light"],
  room: ["kind", "stageLimit", "lanes"],
  notice: ["code"],
  caption: ["person", "text", "final", "at"],
  document: ["id", "from", "name", "role", "to", "fileName", "mediaType", "size", "at"],
  transfer: ["ticket"],
  move: ["url", "token"],
  live: [],
  iceRestarted: ["answer"],
  done: ["re"],
  error: ["code", "re"],
  heartbeat: ["sentAt"],
  bye: ["code"],
};

test("there is a vector for every message of the server", () => {
  const types = new Set(vectors.filter((name) => name.startsWith("server.")).map((name) => name.split(".")[1]));
  assert.deepEqual([...types].sort(), Object.keys(required).sort());
});

for (const name of vectors.filter((vector) => vector.startsWith("server."))) {
  test(`reads ${name}`, () => {
    const envelope = parse(readFileSync(join(folder, name), "utf8"));
    assert.ok(envelope);
    const data = (envelope.data ?? {}) as Record<string, unknown>;
    for (const member of required[envelope.type] ?? []) assert.ok(member in data, `${member} is missing`);
  });
}

test("refuses what is not an envelope", () => {
  for (const frame of ["", "null", "[]", "{}", '{"type":3}', "{"]) assert.equal(parse(frame), undefined, frame);
});

test("knows after which close codes to dial again", () => {
  for (const code of [1000, 1009, 4400, 4401, 4403, 4404, 4409, 4410]) assert.equal(redialAfter(code, 0), undefined);
  assert.equal(redialAfter(4429, 0), 5000);
  assert.equal(redialAfter(4503, 0), 30000);
  assert.equal(redialAfter(4423, 0), 30000);
  assert.equal(redialAfter(4307, 0), 0);
  assert.equal(redialAfter(1006, 9), 7000);
});
