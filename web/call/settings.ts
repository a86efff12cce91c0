import type { Call } from "./call.ts";
import { chooseSize } from "./captions.ts";
import { element, keep, kept, tell, type Say } from "./texts.ts";
import type { Tiles } from "./tiles.ts";

const kinds = { "set-camera": "videoinput", "set-microphone": "audioinput", "set-speaker": "audiooutput" } as const;

/** The pane of devices: each is changed in the middle of the call, and nothing is negotiated again. */
export function settings(call: Call, say: Say, tiles: Tiles): void {
  const sizes = element<HTMLSelectElement>("set-captions");
  if (sizes) {
    sizes.value = kept("captions") ?? "medium";
    sizes.addEventListener("change", () => chooseSize(sizes.value));
  }
  const { devices } = call;
  const fill = async (): Promise<void> => {
    for (const [id, kind] of Object.entries(kinds)) {
      const box = element<HTMLSelectElement>(id);
      if (!box) continue;
      const found = await devices.list(kind as MediaDeviceKind);
      const current = id === "set-camera" ? devices.camera?.getSettings().deviceId : id === "set-microphone" ? devices.audio?.getSettings().deviceId : tiles.sinkId;
      box.replaceChildren(...found.map((device) => new Option(device.label || say("device.default"), device.deviceId, false, device.deviceId === current)));
      if (found.length === 0) box.append(new Option(say("device.none"), ""));
      box.disabled = found.length === 0;
    }
    element("set-speaker-row")?.toggleAttribute("hidden", !("setSinkId" in HTMLMediaElement.prototype) || element<HTMLSelectElement>("set-speaker")?.disabled !== false);
  };
  void fill();
  devices.on("changed", () => void fill());
  devices.on("track", () => void fill());
  choose("set-camera", (id) => take(call, say, "camera", id));
  choose("set-microphone", (id) => take(call, say, "audio", id));
  choose("set-speaker", (id) => tiles.sink(id));
}

async function take(call: Call, say: Say, source: "audio" | "camera", id: string): Promise<void> {
  if ((await call.devices.choose(source, id)) !== "ok") return tell(say(`refused.${source}`));
  keep(source, id);
  if (!call.switches[source] && call.devices[source]) call.turn(source, true);
}

function choose(id: string, act: (device: string) => Promise<void> | void): void {
  const box = element<HTMLSelectElement>(id);
  box?.addEventListener("change", () => void act(box.value));
}
