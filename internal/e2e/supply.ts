// What an officer does to make weeks hold together, in a browser: a template, the roster, the calendar,
// a single date that is different, a week opened, and a day moved with one preview of every message.
import { accessible, equal, fits, journey, ok, picture, see, setting, type Lang, type Person } from "./harness.ts";
import { open, send, signIn } from "./people.ts";

async function look(who: Person, name: string): Promise<void> {
  await fits(who);
  await accessible(who);
  await picture(who, name);
}

/** A date as fields and addresses have it, so many days from today in Riyadh. */
function day(ahead: number): string {
  return new Date(Date.now() + 3 * 3600_000 + ahead * 86_400_000).toISOString().slice(0, 10);
}

/** The Sunday of the week after next: opened by nobody yet. */
function laterSunday(): string {
  const today = new Date(Date.now() + 3 * 3600_000).getUTCDay();
  return day(14 - today);
}

function after(sunday: string, days: number): string {
  return new Date(Date.parse(sunday) + days * 86_400_000).toISOString().slice(0, 10);
}

async function pick(who: Person, name: string, value: string): Promise<void> {
  await who.page.locator(`input[name=${name}][value="${value}"]`).check({ force: true });
}

void journey("the supply of a week", async (j) => {
  const chief = await j.person("chief", { lang: "ar", width: 1280, height: 900, expected: /status of 422/ });
  const { page } = chief;
  const sunday = laterSunday();
  await signIn(chief, "chief", setting("MAJLIS_PASSWORD"));

  await j.step("a template with long slots", async () => {
    await open(chief, "/office/template/new");
    await page.locator("select[name=host]").selectOption({ index: 1 });
    await page.locator("select[name=weekday]").selectOption("4");
    await page.locator("input[name=from]").fill("09:00");
    await page.locator("input[name=to]").fill("11:00");
    await page.locator("input[name=long_slots]").fill("2");
    await pick(chief, "venues", "home");
    await look(chief, "template-new");
    await send(chief);
    await page.waitForURL(/\/office\/template$/);
    await look(chief, "templates");
  });

  await j.step("somebody on the roster, after what was missing is told", async () => {
    await open(chief, "/office/roster/new");
    await pick(chief, "kind", "interpreter");
    await page.locator("input[name=name_ar]").fill("ليان عبدالله المترجمة");
    await send(chief);
    await see(page.locator(".error-summary"));
    await page.locator("input[name=languages][value=fr]").check({ force: true });
    await look(chief, "roster-new");
    await send(chief);
    await page.waitForURL(/\/office\/roster$/);
    await see(page.getByText("ليان عبدالله المترجمة"));
    await look(chief, "roster");
  });

  await j.step("a holiday is confirmed with a reason", async () => {
    await open(chief, "/office/calendar");
    await look(chief, "calendar");
    await page.locator("main tbody a[href*='/period/']").first().click();
    await page.locator("textarea[name=reason]").fill("إعلان رسمي");
    await look(chief, "calendar-period");
    await send(chief);
    await page.waitForURL(/\/office\/calendar$/);
    await see(page.locator(".tag--success").first());
  });

  await j.step("a date on which the host receives nobody, and the week around it", async () => {
    await open(chief, `/office/dates?day=${after(sunday, 2)}`);
    await page.locator("select[name=host]").selectOption({ index: 0 });
    await page.locator("textarea[name=reason]").fill("اجتماع مجلس الوزراء");
    await look(chief, "dates");
    await send(chief);
    await page.waitForURL(/\/office\/dates$/);
    await open(chief, `/office/week?week=${sunday}`);
    await look(chief, "week-empty");
    await page.locator(".toolbar form button").click();
    await see(page.locator(".slot").first());
    equal(await page.locator(".week__day").nth(2).locator(".week__column").count(), 1, "hosts on the day the first is away");
    await look(chief, "week-opened");
  });

  await j.step("a day is moved: every message is seen first, then one press does it", async () => {
    await open(chief, `/office/week?week=${after(sunday, -14)}`);
    await look(chief, "week-published");
    const actions = page.locator(".week__action a");
    let moved = false;
    for (let i = 0; i < (await actions.count()) && !moved; i++) {
      await page.goto((await actions.nth(i).getAttribute("href")) ?? "");
      await pick(chief, "how", "move");
      await page.locator("input[name=to]").fill(after(sunday, 1));
      await page.locator("textarea[name=reason]").fill("سفر المضيف");
      await page.locator("button[value=look]").click();
      await see(page.locator("#preview"));
      const people = await page.locator("#preview tbody tr").count();
      if (people > 0) {
        await look(chief, "move-preview");
        await page.locator("button[value=confirm]").click();
        await page.waitForURL(/\/office\/week\?week=/);
        await see(page.locator(".notice--success, .flash").first());
        moved = true;
      } else {
        await open(chief, `/office/week?week=${after(sunday, -14)}`);
      }
    }
    console.log(moved ? "a day was moved" : "no day of this week has anybody left to move");
  });

  await chief.context.close();
  for (const lang of ["ar", "en"] as const satisfies readonly Lang[]) {
    for (const width of [360, 1280]) {
      const who = await j.person(`scheduler-${lang}-${width}`, { lang, width, height: 900 });
      await signIn(who, "scheduler", setting("MAJLIS_PASSWORD"));
      for (const [name, path] of Object.entries({
        week: "/office/week", "week-next": `/office/week?week=${after(sunday, -7)}`, calendar: "/office/calendar", city: "/office/calendar/city/riyadh",
        holiday: "/office/calendar/holiday", roster: "/office/roster", dates: "/office/dates", move: "/office/move", day: "/office/day",
      })) {
        await j.step(`${name} in ${lang} at ${width}`, async () => {
          await open(who, path);
          ok((await who.page.locator("h1").count()) === 1, "one heading");
          await look(who, `supply-${name}`);
        });
      }
      await who.context.close();
    }
  }
});
