// One citizen's audience, the first part: from the first page to a confirmed appointment. The office
// studies the request, drafts the coming week, publishes it, and the citizen confirms by the link of
// the SMS, without an account.
import { writeFileSync } from "node:fs";

import { accessible, equal, fits, journey, ok, picture, see, setting, type Person } from "./harness.ts";
import { arabic, linkOf, message, open, prove, reference, send, signIn, wrong } from "./people.ts";

const phone = "0551234567";
const nationalID = "1000000016";

async function look(who: Person, name: string): Promise<void> {
  await fits(who);
  await accessible(who);
  await picture(who, name);
}

void journey("filing to confirmation", async (j) => {
  const citizen = await j.person("citizen", { lang: "ar", width: 360, expected: /status of 4(22|09)/ });
  const chief = await j.person("chief", { lang: "ar", width: 1280, height: 900, expected: /status of 4(22|09)/ });
  let case_ = "";

  await j.step("the citizen begins at the first page and proves the number", async () => {
    await open(citizen, "");
    await look(citizen, "home");
    await open(citizen, "/file");
    await look(citizen, "file-kinds");
    await citizen.page.locator('a[href$="/file/audience"]').first().click();
    await look(citizen, "file-start");
    await citizen.page.locator("main .actions a, main .actions button").first().click();
    await prove(citizen, arabic(phone));
    await citizen.page.waitForURL(/\/file\/audience\//);
  });

  await j.step("a wrong check digit is told beside the field and nothing is lost", async () => {
    await citizen.page.locator("input[name=full_name]").fill("نورة بنت سعد بن علي الاختبارية");
    await citizen.page.locator("input[name=national_id]").fill("1000000017");
    await citizen.page.locator("input[name=section][value=women]").check({ force: true });
    await send(citizen);
    await wrong(citizen, "national_id");
    equal(await citizen.page.locator("input[name=full_name]").inputValue(), "نورة بنت سعد بن علي الاختبارية", "the name typed before");
    await look(citizen, "file-identity-wrong");
    await citizen.page.locator("input[name=national_id]").fill(arabic(nationalID));
    await send(citizen);
  });

  await j.step("for whom, what about, and how urgent", async () => {
    await citizen.page.locator("input[name=applicant][value=self]").check({ force: true });
    await look(citizen, "file-applicant");
    await send(citizen);
    await citizen.page.locator("input[name=subject]").fill("تأخر صرف التعويض");
    await citizen.page.locator("textarea[name=body]").fill("تأخر صرف التعويض عن منزلنا أكثر من سنتين، وراجعت الجهة مراراً دون رد. أرجو النظر في طلبي.");
    await look(citizen, "file-matter");
    await send(citizen);
    await see(citizen.page.locator("textarea[name=urgency_reason]"));
    await citizen.page.reload();
    await citizen.page.locator("input[name=urgent][value=yes]").check({ force: true });
    await send(citizen);
    await wrong(citizen, "urgency_reason");
    await citizen.page.locator("textarea[name=urgency_reason]").fill("علاج والدتي ينتظر هذا المبلغ.");
    await look(citizen, "file-urgency");
    await send(citizen);
  });

  await j.step("with whom, where, when, and what is needed", async () => {
    await citizen.page.locator("select[name=hosts]").first().selectOption("minister");
    await citizen.page.locator("select[name=hosts]").nth(1).selectOption("deputy");
    await look(citizen, "file-hosts");
    await send(citizen);
    await citizen.page.locator("select[name=venues]").first().selectOption("home");
    await look(citizen, "file-venues");
    await send(citizen);
    await look(citizen, "file-times");
    await send(citizen);
    await look(citizen, "file-needs");
    await send(citizen);
  });

  await j.step("a file that is not what it says is refused; a real one is taken", async () => {
    const box = citizen.page.locator("input[type=file]");
    await box.setInputFiles({ name: "صورة.pdf", mimeType: "application/pdf", buffer: Buffer.from("#!/bin/sh\necho\n") });
    await citizen.page.locator("main form button").first().click();
    await see(citizen.page.locator(".field--wrong"));
    await citizen.page.locator("input[type=file]").setInputFiles({
      name: "مستند.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"),
    });
    await citizen.page.locator("main form button").first().click();
    await see(citizen.page.getByText("مستند.pdf"));
    await look(citizen, "file-attachments");
    await citizen.page.locator("main form .actions button").last().click();
  });

  await j.step("check the answers, file, and get a reference; a second press changes nothing", async () => {
    await citizen.page.waitForURL(/review/);
    await look(citizen, "file-review");
    await send(citizen);
    await citizen.page.waitForURL(/\/cases\/R\d\d-\d+/);
    case_ = await reference(citizen);
    await look(citizen, "file-filed");
    await citizen.page.goBack();
    await message(citizen, phone, case_);
  });

  await j.step("the office studies it and puts it on the list", async () => {
    await signIn(chief, "chief", setting("MAJLIS_PASSWORD"));
    await open(chief, "/office/queue");
    await look(chief, "office-queue");
    await open(chief, `/office/case/${case_}`);
    await look(chief, "office-case");
    await open(chief, `/office/case/${case_}/shortlist`);
    await chief.page.locator("input[name=class][value=humanitarian]").check({ force: true });
    await look(chief, "office-shortlist");
    await send(chief, "form.panel");
    await chief.page.waitForURL(new RegExp(`/office/case/${case_}$`));
  });

  await j.step("the coming week is opened, drafted, explained and published", async () => {
    const week = setting("MAJLIS_WEEK");
    await open(chief, `/office/week?week=${week}`);
    await look(chief, "office-week");
    await open(chief, `/office/plan?week=${week}`);
    await look(chief, "office-plans");
    await chief.page.locator('main form[method=post] button').first().click();
    await chief.page.waitForURL(/\/office\/plan\/\d+/);
    await see(chief.page.getByText(case_).first());
    await look(chief, "office-plan");
    await chief.page.locator('a[href$="/publish"]').first().click();
    await look(chief, "office-publish");
    await send(chief);
    await chief.page.waitForURL((url) => !url.pathname.endsWith("/publish"));
  });

  await j.step("the SMS brings day, time and link; the citizen confirms without an account", async () => {
    const text = await message(citizen, phone, "/a/");
    const stranger = await j.person("by-link", { lang: "ar", width: 360 });
    await stranger.page.goto(linkOf(text));
    await stranger.page.waitForURL(/\/ar\/appointment/);
    ok(!stranger.page.url().includes(linkOf(text)), "the token is still in the address");
    await look(stranger, "appointment-open");
    await stranger.page.locator('form[action*="confirm"] button').click();
    await see(stranger.page.locator(".notice--success").first());
    await look(stranger, "appointment-confirmed");
    await stranger.page.goto("/ar/appointment/call");
    await see(stranger.page.locator("#early-text"));
    await picture(stranger, "call-early");
    await stranger.context.close();
    const confirmed = await message(citizen, phone, "تأكد موعدكم");
    writeFileSync(setting("MAJLIS_HANDOVER"), JSON.stringify({ reference: case_, link: linkOf(confirmed), phone }));
  });

  await j.step("the case page tells the same", async () => {
    await open(citizen, `/cases/${case_}`);
    await look(citizen, "case");
  });
});
