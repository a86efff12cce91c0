import type { Call } from "./call.ts";
import type { HelpKind } from "./protocol.ts";
import { element, tell, type Say } from "./texts.ts";

const buttons: readonly [id: string, kind: HelpKind][] = [
  ["call-hear", "hear"], ["call-see", "see"], ["waiting-hear", "hear"], ["waiting-see", "see"], ["waiting-other", "other"],
];

/** One tap tells the staff. What the page can do by itself, such as starting sound that was held back, it does at once. */
export function help(call: Call, say: Say, play: () => void): void {
  for (const [id, kind] of buttons) {
    element(id)?.addEventListener("click", () => {
      play();
      call.commands.help(kind).then(() => tell(say("help.sent")), () => tell(say("chat.failed")));
    });
  }
  let asked: HelpKind | undefined;
  call.on("you", (you) => {
    if (asked && !you.help) tell(say("help.done"));
    asked = you.help;
    for (const [id, kind] of buttons) element(id)?.classList.toggle("is-asked", kind === asked);
  });
}
