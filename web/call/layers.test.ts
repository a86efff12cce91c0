/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";

import { preferCodecs, thrifty } from "./codecs.ts";
import { layersFor, spend } from "./layers.ts";

const rates = (encodings: RTCRtpEncodingParameters[]) => encodings.map(({ active, maxBitrate }) => (active ? maxBitrate : 0));

test("a wide picture is offered in two layers, a narrow one in one", () => {
  assert.deepEqual(layersFor(960).map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy]), [["l", 3], ["h", 1]]);
  assert.deepEqual(layersFor(640).map(({ scaleResolutionDownBy }) => scaleResolutionDownBy), [2, 1]);
  assert.deepEqual(layersFor(undefined).map(({ rid }) => rid), ["l", "h"]);
  assert.deepEqual(layersFor(320), [{ active: true }]);
});

test("little is spent on the low layer alone, more on both, nothing on none", () => {
  const layers = layersFor(640);
  spend(layers, { camera: true, cameraBitrate: 120_000 });
  assert.deepEqual(rates(layers), [120_000, 0]);
  spend(layers, { camera: true, cameraBitrate: 900_000 });
  assert.deepEqual(rates(layers), [150_000, 750_000]);
  spend(layers, { camera: false, cameraBitrate: 900_000 });
  assert.deepEqual(rates(layers), [0, 0]);
});

test("the low layer carries the whole picture when the server took it alone", () => {
  const [low] = layersFor(640);
  spend([low!], { camera: true, cameraBitrate: 900_000 });
  assert.equal(low!.scaleResolutionDownBy, 1);
  assert.deepEqual(rates([low!]), [900_000]);
});

test("an answer asks for error correction and quiet silence, once", () => {
  const answer = "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:96 VP8/90000\r\na=fmtp:96 x=1\r\n";
  const thriftier = answer.replace("useinbandfec=1", "useinbandfec=1;usedtx=1");
  assert.equal(thrifty(answer), thriftier);
  assert.equal(thrifty(thriftier), thriftier);
  assert.equal(thrifty("a=rtpmap:111 opus/48000/2\r\n"), "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n");
});

test("a picture is offered in VP8, and in the H.264 that everybody has", () => {
  const baseline = { mimeType: "video/H264", sdpFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f" };
  const vp8 = { mimeType: "video/VP8" };
  const codecs = [
    { mimeType: "video/VP9" }, baseline, { mimeType: "video/rtx" }, vp8,
    { ...baseline, sdpFmtpLine: "packetization-mode=0;profile-level-id=42e01f" }, { ...baseline, sdpFmtpLine: "packetization-mode=1;profile-level-id=640c1f" },
  ];
  Object.assign(globalThis, { RTCRtpReceiver: { getCapabilities: () => ({ codecs }) } });
  let preferred: unknown;
  const transceiver = { setCodecPreferences: (list: unknown) => (preferred = list) };
  preferCodecs(transceiver as unknown as RTCRtpTransceiver, "video", true);
  assert.deepEqual(preferred, [vp8, baseline, { mimeType: "video/rtx" }]);
});
