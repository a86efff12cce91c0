// A week of the office in the browser, by somebody who has read nothing: open it, allocate, see why, swap and
// pin with a reason, compare, publish; one person declines by their link and the slot goes on to the next; whoever
// has no slot reads why.
import { accessible, equal, fits, journey, ok, picture, see, setting, type Person } from "./harness.ts";
import { linkOf, message, open, prove, send, signIn } from "./people.ts";

/** Looks at a page as its user would, and as a program can. */
async function looked(who: Person, name: string): Promise<void> {
  await fits(who);
  await accessible(who);
  await picture(who, name);
}

/** The telephone number on the page of a case. */
async function phoneOf(chief: Person, reference: string): Promise<string> {
  await open(chief, `/office/queue?q=${reference}&all=yes`);
  await chief.page.locator(`main a[href*="/office/case/"]`, { hasText: reference }).first().click();
  const text = await chief.page.locator("main").innerText();
  const phone = /05\d ?\d{3} ?\d{4}/.exec(text)?.[0].replace(/ /g, "");
  ok(phone !== undefined, `no telephone number on the page of ${reference}: ${text.slice(0, 400)}`);
  return phone;
}

void journey("a week of the office", async (j) => {
  const week = setting("MAJLIS_WEEK");
  const chief = await j.person("chief", { lang: "ar", width: 1280, height: 900, expected: /status of 422/ });
  const { page } = chief;
  let plan = "";
  let first = "";

  await j.step("the week is opened from the templates", async () => {
    await signIn(chief, "chief", setting("MAJLIS_PASSWORD"));
    await open(chief, `/office/plan?week=${week}`);
    await page.locator(".notice a").first().click();
    await page.locator("main form button").first().click();
    await see(page.locator('a[href*="/office/week/slot/"]'));
    await looked(chief, "week-opened");
  });

  await j.step("slots that the host cannot keep are closed", async () => {
    const paths = await page.locator('a[href*="/office/week/slot/"]').evaluateAll((links) => links.slice(0, 12).map((a) => a.getAttribute("href") ?? ""));
    for (const path of paths) {
      await page.goto(path);
      await page.locator('form[action$="/close"] button').click();
      await see(page.locator('form[action$="/open"] button, form[action$="/reopen"] button'));
    }
    await looked(chief, "slot-closed");
  });

  await j.step("a draft says who sits when and why nobody else does", async () => {
    await open(chief, `/office/plan?week=${week}`);
    await page.locator('form[action$="/office/plan"] button').first().click();
    await see(page.locator("tbody tr"));
    first = new URL(page.url()).pathname;
    await looked(chief, "draft-seated");
    for (const show of ["unseated", "cutoffs"]) {
      await page.goto(`${first}?show=${show}`);
      await see(page.locator("tbody tr"));
      await looked(chief, `draft-${show}`);
    }
  });

  await j.step("two people change places, with a reason", async () => {
    await page.goto(first);
    const links = page.locator("tbody td:nth-child(2) a");
    for (let n = 0; n < (await links.count()); n++) {
      await links.nth(n).click();
      if ((await page.locator("[name=with]").count()) > 0) break;
      await page.goto(first);
    }
    const swap = page.locator("form", { has: page.locator("[name=with]") });
    await swap.locator("[name=with]").selectOption({ index: 1 });
    await swap.locator(".actions button").first().click();
    await see(page.locator(".field--wrong [name=swap_reason]"));
    await looked(chief, "draft-swap");
    const again = page.locator("form", { has: page.locator("[name=with]") });
    await again.locator("[name=swap_reason]").fill("سفر أحدهما صباح الموعد");
    await again.locator(".actions button").first().click();
    await page.waitForURL(/show=changes/);
    ok((await page.locator("tbody tr .tag--info").count()) >= 2, "the two did not move"); // others may sit better now, too
    plan = new URL(page.url()).pathname;
    await looked(chief, "draft-changes");
  });

  await j.step("it is published once, and everybody seated is told", async () => {
    await page.goto(plan);
    await page.locator(`a[href$="/publish"]`).click();
    await looked(chief, "publish-ask");
    await send(chief);
    await see(page.locator(".flash, .notice--success, .tag--success"));
    await page.goto(`${plan}/publish`);
    equal(new URL(page.url()).pathname, plan, "a published plan leads back to itself");
    await open(chief, `/weeks/${week}`);
    await looked(chief, "week-public");
  });

  await j.step("one wants no audience any more; the slot goes on to the next, who is told", async () => {
    await page.goto(`${plan}?show=cutoffs`);
    const contested = page.locator("tbody tr").filter({ has: page.locator("td:nth-child(4) a") }).filter({ has: page.locator("td:nth-child(3) a") }).first();
    const slot = (await contested.locator("td:nth-child(1)").innerText()).split("\n")[0] ?? "";
    const holder = (await contested.locator("td:nth-child(3) a").innerText()).trim();
    const citizen = await j.person("declines", { lang: "ar", width: 360 });
    await citizen.page.goto(linkOf(await message(citizen, await phoneOf(chief, holder), "/a/")));
    await citizen.page.locator('a[href*="/appointment/decline"]').first().click();
    await citizen.page.locator("input[value=withdraw]").check();
    await send(citizen);
    await see(citizen.page.locator(".notice, .confirmation, .flash"));
    await looked(citizen, "declined");
    const next = page.locator("tbody tr", { hasText: slot }).filter({ hasNotText: holder }).locator("td", { hasText: /R\d\d-\d+/ });
    for (let tries = 0; tries < 40; tries++) {
      await open(chief, `/office/offer?week=${week}`);
      if ((await next.count()) > 0) break;
      await page.waitForTimeout(500);
    }
    await looked(chief, "offers-after-decline");
    const reference = /R\d\d-\d+/.exec(await next.first().innerText())?.[0] ?? "";
    ok(reference !== "", `nobody has ${slot} after ${holder}`);
    await message(citizen, await phoneOf(chief, reference), "/a/");
  });

  await j.step("whoever has no slot reads why", async () => {
    await page.goto(`${plan}?show=unseated`);
    const reference = (await page.locator("tbody td:nth-child(2) a").first().innerText()).trim();
    const phone = await phoneOf(chief, reference);
    const citizen = await j.person("unseated", { lang: "ar", width: 360 });
    await citizen.page.goto(`/ar/cases/${reference}`);
    await prove(citizen, phone);
    await see(citizen.page.locator('a[href$="/standing"]'));
    await citizen.page.locator('a[href$="/standing"]').click();
    await see(citizen.page.locator("h1"));
    await looked(citizen, "standing");
  });
});
