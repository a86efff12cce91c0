/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Person } from "./protocol.ts";
import { hostLost, state, unattended, type Standing } from "./status.ts";

function person(role: Person["role"], connection: Person["connection"] = "here"): Person {
  return {
    person: 1, role, name: "", place: "stage", connection,
    media: { audio: true, camera: true, screen: false }, muted: { audio: false, camera: false },
  };
}

test("a visitor alone on the stage is unattended until somebody of the office is here", () => {
  const citizen = person("citizen");
  assert.equal(unattended(citizen, [citizen, person("companion")]), true);
  assert.equal(unattended(citizen, [citizen, person("host", "lost")]), true);
  assert.equal(unattended(citizen, [citizen, person("chiefAide")]), false);
});

test("who waits, or is of the office, is not unattended", () => {
  const waiting: Person = { ...person("citizen"), place: "waiting" };
  assert.equal(unattended(waiting, [waiting]), false);
  const host = person("host");
  assert.equal(unattended(host, [host]), false);
  assert.equal(unattended(undefined, []), false);
});

test("the host is lost when no host in the room is connected", () => {
  assert.equal(hostLost([person("host", "lost"), person("chiefAide")]), true);
  assert.equal(hostLost([person("host", "lost"), person("host")]), false);
  assert.equal(hostLost([person("chiefAide")]), false);
});

test("the state line says the one thing that helps most", () => {
  const well: Standing = { socket: "open", path: "connected", online: true, moving: false, hostAway: false, poor: false };
  const said = (change: Partial<Standing>) => state({ ...well, ...change })[0];
  assert.equal(said({}), "connected");
  assert.equal(said({ socket: "lost", online: false }), "offline");
  assert.equal(said({ socket: "lost" }), "reconnecting");
  assert.equal(said({ path: "lost" }), "path");
  assert.equal(said({ socket: "connecting" }), "connecting");
  assert.equal(said({ hostAway: true, poor: true }), "host_away");
  assert.equal(said({ poor: true }), "poor");
  assert.equal(said({ moving: true, socket: "connecting" }), "moving");
});
