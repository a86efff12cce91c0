import type { Aside } from "../call/aside.ts";
import type { Call } from "../call/call.ts";
import { writeTo } from "../call/chat.ts";
import type { PeopleOptions } from "../call/people.ts";
import type { Person } from "../call/protocol.ts";
import { button } from "../call/rows.ts";
import { element, type Say } from "../call/texts.ts";

type Act = (promise: Promise<void>) => void;

/** What staff see and do at a person's row: equipment, quality, mute, write, remove. */
export function personOptions(call: Call, say: Say, runs: boolean, aside: Aside, act: Act): PeopleOptions {
  return {
    quality: true,
    detail: (person) => [equipment(person, say)],
    actions: (person, box) => {
      if (person.person === call.you?.person) return;
      box.append(button("write", say("write"), () => writeTo(person.person, aside)));
      if (runs && person.role !== "host") controlsOf(call, say, person, box, act);
    },
  };
}

/** What is wrong with a person's equipment, in a few words; nothing if all is well. */
export function equipment({ device }: Person, say: Say): string {
  if (!device) return "";
  const well = (state: string) => state === "ok" || state === "unknown";
  if (!well(device.camera) && !well(device.microphone)) return say("device.listener");
  if (!well(device.microphone)) return say(`device.microphone.${device.microphone}`);
  return well(device.camera) ? "" : say(`device.camera.${device.camera}`);
}

function controlsOf(call: Call, say: Say, person: Person, box: HTMLElement, act: Act): void {
  const { audio, camera } = person.muted;
  box.append(
    button("mute", say(audio ? "unmute" : "mute"), () => act(call.commands.mute(person.person, !audio, camera))),
    button("camera", say(camera ? "camera_on" : "camera_off"), () => act(call.commands.mute(person.person, audio, !camera))),
    button("remove", say("remove"), () => ask(say("remove_sure", { name: person.name }), () => act(call.commands.remove(person.person)))),
  );
}

/** Asks once more before what cannot be undone. */
function ask(text: string, yes: () => void): void {
  const dialog = element<HTMLDialogElement>("ask");
  const line = element("ask-text");
  if (!dialog || !line) return;
  line.textContent = text;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") yes();
  }, { once: true });
  dialog.showModal();
}
