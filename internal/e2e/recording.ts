// Recording by policy: two people turn it on, everybody in the room is told before it begins and while it goes on, and
// the file, which two people release, holds everybody's sound and picture in time.
import { accessible, equal, fits, journey, ok, picture, see, setting, type Person } from "./harness.ts";
import { open, seesSomebody, signIn } from "./people.ts";

async function said(who: Person): Promise<string> {
  return (await who.page.locator("#call-recording").textContent()) ?? "";
}

void journey("recording", async (j) => {
  const password = setting("MAJLIS_PASSWORD");
  const calm = /WebSocket|net::ERR/;
  const chief = await j.person("chief", { lang: "ar", width: 1280, height: 800 });
  const auditor = await j.person("auditor", { lang: "en", width: 1280, height: 800 });
  const aide = await j.person("aide", { lang: "en", width: 1280, height: 800, expected: calm });
  const citizen = await j.person("citizen", { lang: "ar", width: 360, expected: calm });

  await j.step("the chief asks for it and cannot approve it alone", async () => {
    await signIn(chief, "chief", password);
    await open(chief, "/office/recordings");
    await accessible(chief);
    await picture(chief, "recordings-off");
    await chief.page.locator("textarea[name=reason]").fill("بطلب من لجنة الحوكمة");
    await chief.page.locator("main form button").first().click();
    await see(chief.page.locator("#open"));
    equal(await chief.page.locator('button[value="yes"]').count(), 0, "buttons to approve for whoever asked");
  });

  await j.step("the auditor approves", async () => {
    await signIn(auditor, "auditor", password);
    await open(auditor, "/office/recordings");
    await see(auditor.page.locator("#open"));
    await accessible(auditor);
    await picture(auditor, "recordings-asked");
    await auditor.page.locator('button[value="yes"]').click();
    await see(auditor.page.locator(".notice--warning"));
    await auditor.page.waitForTimeout(4000); // every node looks every three seconds
  });

  await j.step("a person who waits is told that audiences are recorded", async () => {
    await open(citizen, "/demo");
    await citizen.page.goto((await citizen.page.locator('a[href*="/a/"]').first().getAttribute("href")) ?? "");
    await citizen.page.goto("/ar/appointment/call");
    await see(citizen.page.locator("#view-waiting"));
    await see(citizen.page.locator("#call-recording"));
    await accessible(citizen);
    await fits(citizen);
    await picture(citizen, "recording-planned");
  });

  await j.step("everybody is told before it begins, and while it goes on", async () => {
    await signIn(aide, "aide", password);
    await open(aide, "/host");
    await aide.page.locator('a[href*="/host/session/"]').first().click();
    const row = aide.page.locator("#line .person").first();
    await see(row);
    await row.getByRole("button").first().click();
    await aide.page.waitForTimeout(1500);
    const before = await said(aide);
    await aide.page.locator("#next").click();
    await see(citizen.page.locator("#view-stage"));
    await aide.page.waitForFunction((text) => document.querySelector("#call-recording")?.textContent !== text, before);
    ok(!(await aide.page.locator("#call-recording[data-on]").count()), "it is on before it was announced");
    await see(aide.page.locator("#call-recording[data-on]"));
    await see(citizen.page.locator("#call-recording[data-on]"));
    await seesSomebody(aide);
    await seesSomebody(citizen);
    await aide.page.waitForTimeout(12_000);
    await see(citizen.page.locator("#call-recording[data-on]")); // bytes are kept
    await accessible(citizen);
    await picture(citizen, "recording-on");
    await picture(aide, "recording-on");
  });

  await j.step("it ends with the audience", async () => {
    await aide.page.locator("#hold").click();
    await see(citizen.page.locator("#view-waiting"));
    equal(await citizen.page.locator("#call-recording[data-on]").count(), 0, "recorded after the audience");
  });

  await j.step("two people release the file", async () => {
    await open(chief, "/office/recordings");
    for (let tries = 0; (await chief.page.locator(".tag--success").count()) === 0; tries++) {
      ok(tries < 30, "the recording is not finished");
      await chief.page.waitForTimeout(1000);
      await chief.page.reload();
    }
    await picture(chief, "recordings-on");
    await chief.page.locator("table a").first().click();
    await chief.page.locator("textarea[name=reason]").fill("شكوى من المراجع");
    await chief.page.locator("main form.form button").click();
    await see(chief.page.locator('button[value="no"]'));
    await open(auditor, "/office/recordings");
    await auditor.page.locator("table a").first().click();
    await accessible(auditor);
    await picture(auditor, "recording-wish");
    await auditor.page.locator('button[value="yes"]').click();
    await see(auditor.page.locator("table"));
    await chief.page.reload();
    await accessible(chief);
    await fits(chief);
    await picture(chief, "recording-released");
  });

  await j.step("it plays, with everybody in it", async () => {
    const [download] = await Promise.all([chief.page.waitForEvent("download"), chief.page.locator('form[action*="/file/"] button').click()]);
    await download.saveAs(setting("MAJLIS_RECORDING"));
    const bytes = await (await import("node:fs/promises")).readFile(setting("MAJLIS_RECORDING"));
    ok(bytes.length > 100_000, `${bytes.length} bytes`);
  });
});
