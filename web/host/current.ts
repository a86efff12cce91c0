import type { Call } from "../call/call.ts";
import type { Disposition, LineEntry, RoomState } from "../call/protocol.ts";
import { set } from "../call/rows.ts";
import { element, tell, type Say } from "../call/texts.ts";
import { numberOf } from "./line.ts";

export interface CurrentOptions {
  act(promise: Promise<void>): void;
  /** Who is on now. */
  current(): LineEntry | undefined;
}

/** What is done with the audience that is on: a private word, hold, extend, hand over, end. */
export function current(call: Call, say: Say, options: CurrentOptions): void {
  const { act } = options;
  const with_ = (id: string, event: string, go: (audience: string, event: Event) => void): void => {
    element(id)?.addEventListener(event, (happened) => {
      happened.preventDefault();
      const audience = options.current()?.audience;
      if (audience) go(audience, happened);
    });
  };
  with_("hold-private", "click", (audience) => act(call.commands.hold(audience, "private").then(() => tell(say("private")))));
  with_("hold", "click", (audience) => act(call.commands.hold(audience, "office")));
  for (const minutes of [5, 10]) with_(`extend-${minutes}`, "click", () => act(call.commands.extend(minutes)));
  with_("hand-over-form", "submit", (audience, event) => {
    const to = String(new FormData(event.target as HTMLFormElement).get("to") ?? "");
    if (to !== "") act(call.commands.handOver(audience, to).then(() => tell(say("handed_over"))));
  });
  with_("end-form", "submit", (audience, event) => {
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    act(call.commands.end(audience, String(data.get("how")) as Disposition, String(data.get("note") ?? "")).then(() => form.reset()));
  });
  call.on("room", (room) => hosts(room));
}

/** Fills in to whom the audience may be handed over; without anybody there is no such button. */
function hosts(room: RoomState): void {
  const box = document.querySelector<HTMLSelectElement>('#hand-over-form select[name="to"]');
  const to = room.handOverTo ?? [];
  element("hand-over")?.toggleAttribute("hidden", to.length === 0);
  if (!box) return;
  const english = document.documentElement.lang === "en";
  const chosen = box.value;
  box.replaceChildren(...to.map((host) => new Option(english ? (host.nameEn ?? host.name) : host.name, host.key)));
  if (to.some((host) => host.key === chosen)) box.value = chosen;
}

export function drawCurrent(now: LineEntry | undefined, briefs: string): void {
  const box = element("current");
  if (!box) return;
  box.hidden = !now;
  element("next")?.toggleAttribute("disabled", now !== undefined);
  if (!now) return;
  set(box, "#current-name", now.name);
  set(box, "#current-reference", now.reference);
  const brief = briefs + numberOf(now.audience);
  element("current-brief")?.setAttribute("href", brief);
  element("current-direct")?.setAttribute("href", `${brief}/direct`);
}
