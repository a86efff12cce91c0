// Which codecs a section of the offer names, and how Opus is asked for.

const videos = ["video/vp8", "video/h264", "video/rtx"];

/** Of H.264 the one sort that every browser and the server know; the room's answer chooses between it and VP8. */
function shared(codec: { mimeType: string; sdpFmtpLine?: string }): boolean {
  const parameters = codec.sdpFmtpLine ?? "";
  return !/h264$/i.test(codec.mimeType) || (/profile-level-id=42e0/i.test(parameters) && parameters.includes("packetization-mode=1"));
}

/** What a section names, the most wanted first. Opus goes up doubled (RED) where browser and server both know it. */
function wanted(kind: "audio" | "video", sends: boolean): string[] {
  if (kind === "video") return videos;
  return sends ? ["audio/red", "audio/opus"] : ["audio/opus"];
}

/** Without this the first offer names every codec of the browser in every section and grows past 50 KB. */
export function preferCodecs(transceiver: RTCRtpTransceiver, kind: "audio" | "video", sends: boolean): void {
  if (!("setCodecPreferences" in transceiver)) return;
  const names = wanted(kind, sends);
  const rank = (codec: { mimeType: string }) => names.indexOf(codec.mimeType.toLowerCase());
  const known = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const codecs = known.filter((codec) => rank(codec) >= 0 && shared(codec)).sort((a, b) => rank(a) - rank(b));
  if (codecs.length > 0) transceiver.setCodecPreferences(codecs);
}

const asked = ["useinbandfec=1", "usedtx=1"];

/**
 * Makes the browser send Opus with in-band error correction and without packets for silence: an encoder does what
 * the other side's description asks for (RFC 7587, section 7).
 */
export function thrifty(answer: string): string {
  const opus = new Set([...answer.matchAll(/^a=rtpmap:(\d+) opus\//gim)].map((found) => found[1]));
  const lines = answer.split("\r\n");
  for (const payload of opus) {
    if (lines.some((line) => line.startsWith(`a=fmtp:${payload} `))) continue;
    const at = lines.findIndex((line) => line.startsWith(`a=rtpmap:${payload} `));
    lines.splice(at + 1, 0, `a=fmtp:${payload} minptime=10`);
  }
  return lines.map((line) => {
    const [, payload, parameters] = /^a=fmtp:(\d+) (.*)$/.exec(line) ?? [];
    if (payload === undefined || parameters === undefined || !opus.has(payload)) return line;
    const missing = asked.filter((one) => !parameters.includes(one.split("=")[0] ?? one));
    return [line, ...missing].join(";");
  }).join("\r\n");
}
