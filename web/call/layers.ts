import type { Sending } from "./protocol.ts";

/** The most that the low layer takes: it is all that a waiting person sends. */
const lowRate = 150_000;
/** Below this width a browser sends a single layer, so none is asked for. */
const narrow = 480;
const lowWidth = 320;

/** The layers of the camera as they are offered: low and high, or one when the picture is small. */
export function layersFor(width: number | undefined): RTCRtpEncodingParameters[] {
  if (width !== undefined && width < narrow) return [{ active: true }];
  const scale = Math.min(4, Math.max(2, (width ?? 2 * lowWidth) / lowWidth));
  return [
    { rid: "l", active: true, scaleResolutionDownBy: scale, maxBitrate: lowRate },
    { rid: "h", active: true, scaleResolutionDownBy: 1, maxBitrate: 1_200_000 },
  ];
}

/**
 * What each of the layers that were agreed on is to send. With little to spend only the low one is sent. One layer
 * alone carries the whole picture, even if it was offered as the low one: a server without layers takes the first.
 */
export function spend(encodings: RTCRtpEncodingParameters[], sending: Pick<Sending, "camera" | "cameraBitrate">): void {
  const rate = sending.camera ? sending.cameraBitrate : 0;
  const [low, high] = encodings;
  if (!low) return;
  if (!high) {
    set(low, rate);
    low.scaleResolutionDownBy = 1;
    return;
  }
  set(low, Math.min(rate, lowRate));
  set(high, Math.max(0, rate - lowRate));
}

function set(encoding: RTCRtpEncodingParameters, rate: number): void {
  encoding.active = rate > 0;
  if (rate > 0) encoding.maxBitrate = rate;
}
