import type { Aside } from "../call/aside.ts";
import type { Call } from "../call/call.ts";
import { writeTo } from "../call/chat.ts";
import { button, clone, set, show } from "../call/rows.ts";
import { element, tell, type Say } from "../call/texts.ts";

/** Who has asked for help and has not had it: on top of the panel until somebody says that it was given. */
export function alerts(call: Call, say: Say, aside: Aside, act: (promise: Promise<void>) => void): void {
  const draw = (): void => {
    const list = element("alerts");
    if (!list) return;
    show(list, call.roster.filter((person) => person.help && person.person !== call.you?.person).map((person) => {
      const row = clone("entry-model");
      row.dataset["key"] = String(person.person);
      row.classList.add("person--danger");
      set(row, ".person__place", "!");
      set(row, "bdi", person.name);
      set(row, ".person__detail", say(`help.${person.help}`));
      row.querySelector(".person__actions")?.append(
        button("write", say("write"), () => writeTo(person.person, aside)),
        button("answered", say("answered"), () => act(call.commands.helped(person.person))),
      );
      return row;
    }));
  };
  call.on("roster", draw);
  call.on("notice", (notice) => {
    if (notice.code !== "helpWanted") return;
    const name = call.roster.find((person) => person.person === notice.person)?.name ?? "";
    tell(say("help_wanted", { name, what: say(`help.${notice.kind ?? "other"}`) }));
    aside.came("line");
  });
}
