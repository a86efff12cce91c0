// Every page of the console and of a citizen who is signed in, as the demonstration fills them: in both
// languages, on a telephone and on a desk. They answer, they fit, they are accessible.
import { accessible, fits, journey, ok, picture, setting, type Lang, type Person } from "./harness.ts";
import { open, prove, signIn } from "./people.ts";

/** A page by name: its path, or the link on an earlier page that leads to it. */
type Stop = readonly [name: string, path: string] | readonly [name: string, from: string, link: string];

const tours: Readonly<Record<string, readonly Stop[]>> = {
  chief: [
    ["office-queue", "/office/queue"],
    ["office-case", "/office/queue", 'main td a[href*="/office/case/"]'],
    ["office-report", "/office/report"],
    ["office-week", "/office/week"],
    ["office-slot", "/office/week", 'a[href*="/office/week/slot/"]'],
    ["office-session", "/office/week/session"],
    ["office-templates", "/office/template"],
    ["office-template", "/office/template", 'main a[href*="/office/template/"]'],
    ["office-plans", "/office/plan"],
    ["office-draft", "/office/plan", 'main td a[href*="/office/plan/"]'],
    ["office-policy", "/office/policy"],
    ["office-helper", "/office/roster", 'main td a[href*="/office/roster/"]'],
    ["office-period", "/office/calendar", 'main a[href*="/office/calendar/period/"]'],
    ["office-recordings", "/office/recordings"],
    ["office-offers", "/office/offer"],
    ["office-day", "/office/day"],
    ["host-day", "/host"],
    ["host-brief", "/host", 'a[href*="/host/audience/"]'],
  ],
  traffic: [["department-queue", "/office/department"]],
  reception: [["desk", "/desk"], ["desk-search", "/desk?q=R48-10001"], ["desk-case", "/desk/case/R48-10001"], ["desk-file", "/desk/file"]],
  operations: [["ops", "/ops"], ["ops-rooms", "/ops/rooms"], ["ops-nodes", "/ops/nodes"], ["ops-messages", "/ops/messages"]],
  auditor: [["ops-audit", "/ops/audit?verify=now"]],
  admin: [["ops-accounts", "/ops/accounts"], ["ops-account-new", "/ops/accounts/new"], ["office-setup", "/office/setup"]],
};

async function visit(who: Person, stop: Stop): Promise<void> {
  const [name, path, link] = stop;
  await open(who, path);
  if (link !== undefined) {
    const href = await who.page.locator(link).first().getAttribute("href");
    ok(href !== null, `${path} has no link ${link}`);
    const response = await who.page.goto(href);
    ok(response !== null && response.status() === 200, `${href} answers ${response?.status()}`);
  }
  await fits(who);
  await accessible(who);
  await picture(who, name);
}

/** The path, without its language, of a page that one of the citizen's own cases links to. */
async function pathWith(who: Person, ending: string): Promise<string> {
  await open(who, "/cases");
  const cases = await who.page.locator('main a[href*="/cases/R"]').evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  for (const path of cases) {
    await who.page.goto(path);
    const link = who.page.locator(`main a[href$="${ending}"]`).first();
    if ((await link.count()) > 0) return ((await link.getAttribute("href")) ?? "").replace(`/${who.lang}/`, "/");
  }
  throw new Error(`no case of the person links to ${ending}`);
}

void journey("every page", async (j) => {
  for (const lang of ["ar", "en"] as const satisfies readonly Lang[]) {
    for (const width of [360, 1280]) {
      for (const [username, stops] of Object.entries(tours)) {
        const who = await j.person(`${username}-${lang}-${width}`, { lang, width, height: 900 });
        await signIn(who, username, setting("MAJLIS_PASSWORD"));
        for (const stop of stops) await j.step(`${stop[0]} in ${lang} at ${width}`, () => visit(who, stop));
        await who.context.close();
      }
    }
    const citizen = await j.person(`citizen-${lang}`, { lang, width: 360 });
    await j.step(`the citizen's own cases in ${lang}`, async () => {
      await citizen.page.goto(`/${lang}/cases`);
      await prove(citizen, "0500000001");
      await visit(citizen, ["cases", "/cases"]);
      await visit(citizen, ["case", "/cases", 'main a[href*="/cases/R"]']);
      const standing = await pathWith(citizen, "/standing");
      await visit(citizen, ["standing", standing]);
      await visit(citizen, ["another", `/appointment/another?case=${standing.split("/")[2]}`]);
    });
    await citizen.context.close();
  }
});
