// One citizen's audience, the second part, on its day: device check, waiting room, the call between two
// real browsers, the directive, the department's answer, the result, and what the citizen thinks of it.
import { readFileSync } from "node:fs";

import { accessible, equal, fits, journey, ok, picture, see, setting, type Person } from "./harness.ts";
import { hearsSomebody, median, message, open, pane, prove, seesNobody, seesSomebody, send, signIn, untilFirstFrame } from "./people.ts";

const handed = JSON.parse(readFileSync(setting("MAJLIS_HANDOVER"), "utf8")) as { reference: string; link: string; phone: string };

async function look(who: Person, name: string): Promise<void> {
  await fits(who);
  await accessible(who);
  await picture(who, name);
}

void journey("the day of the audience", async (j) => {
  const password = setting("MAJLIS_PASSWORD");
  const citizen = await j.person("citizen", { lang: "ar", width: 390, expected: /WebSocket|net::ERR/ });
  const aide = await j.person("aide", { lang: "ar", width: 1280, height: 800, expected: /WebSocket|net::ERR|status of 422/ });
  const row = () => aide.page.locator("#line .person", { hasText: handed.reference });
  const current = aide.page.locator("#current-reference");

  await j.step("the link of the SMS still leads to the appointment", async () => {
    await citizen.page.goto(handed.link);
    await citizen.page.waitForURL(/\/ar\/appointment/);
    await look(citizen, "appointment-doors");
  });

  await j.step("the device check measures against the server", async () => {
    await open(citizen, "/appointment/check");
    await look(citizen, "check");
    await citizen.page.locator("#check-start button").click();
    await citizen.page.locator("#heard-yes").click();
    await see(citizen.page.locator('#device-camera[data-state="passed"]'));
    await see(citizen.page.locator("#check-last .notice"));
    const told = await citizen.page.locator("#check-last").innerText();
    ok(/UDP/.test(told) && !/لا تصل|لا يعمل/.test(told), `the check says: ${told}`);
    await look(citizen, "check-done");
    await citizen.page.locator("#check-last .actions a").click();
    await citizen.page.waitForURL(/\/ar\/appointment(\?.*)?$/);
  });

  await j.step("the aide sees the day and enters the room", async () => {
    await signIn(aide, "aide", password);
    await open(aide, "/host");
    await look(aide, "host-day");
    const section = aide.page.locator("section.panel", { hasText: setting("MAJLIS_CITIZEN") });
    await section.locator('a[href*="/host/session/"]').first().click();
    await see(aide.page.locator("#view-stage"));
  });

  await j.step("the citizen waits, and nobody sees anybody", async () => {
    await open(citizen, "/appointment/call");
    await see(citizen.page.locator("#view-waiting"));
    await see(citizen.page.locator('#device-path[data-state="passed"]'));
    await see(row());
    await picture(citizen, "waiting");
    await accessible(citizen);
    await aide.page.waitForTimeout(3000);
    await seesNobody(aide);
    await seesNobody(citizen);
  });

  await j.step("identity first: then the next is let in, and both see each other", async () => {
    await row().getByRole("button").first().click(); // the identity was checked
    await aide.page.waitForTimeout(1000);
    await aide.page.locator("#next").click();
    await see(citizen.page.locator("#view-stage"));
    await see(current);
    equal((await current.innerText()).trim(), handed.reference, "on the stage");
    await seesSomebody(citizen);
    await seesSomebody(aide);
    await hearsSomebody(citizen);
    await hearsSomebody(aide);
    await picture(citizen, "call-citizen");
    await picture(aide, "call-host");
    await accessible(aide);
  });

  await j.step("chat, mute and camera", async () => {
    await pane(aide, "chat");
    await aide.page.locator("#chat-text").fill("أهلاً وسهلاً");
    await aide.page.locator("#chat-form button:not([type])").click();
    await citizen.page.locator("#call-chat").click();
    await see(citizen.page.getByText("أهلاً وسهلاً"));
    await citizen.page.locator("#call-chat").click();
    await citizen.page.locator("#call-mic").click();
    await see(aide.page.locator('.tile[data-role="citizen"][data-muted]'));
    await citizen.page.locator("#call-mic").click();
    await citizen.page.locator("#call-camera").click();
    await see(aide.page.locator('.tile[data-role="citizen"][data-no-video]'));
    await citizen.page.locator("#call-camera").click();
    await seesSomebody(aide);
  });

  await j.step("one tap for help: staff are told, answer, and say that it is done", async () => {
    await citizen.page.locator("#call-hear").click();
    await pane(aide, "line");
    await see(aide.page.locator("#alerts .person"));
    await picture(aide, "host-help");
    await accessible(aide);
    await aide.page.locator('#alerts [data-do="write"]').click();
    await aide.page.locator("#chat-text").fill("ارفعوا صوت الجهاز من فضلكم");
    await aide.page.locator("#chat-form button:not([type])").click();
    await pane(citizen, "chat");
    await see(citizen.page.getByText("ارفعوا صوت الجهاز من فضلكم"));
    await pane(aide, "line");
    await aide.page.locator('#alerts [data-do="answered"]').click();
    await aide.page.locator("#alerts .person").waitFor({ state: "detached" });
  });

  await j.step("a document goes up, and is read on the other side", async () => {
    await citizen.page.locator("#chat-file").setInputFiles({
      name: "مستند داعم.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"),
    });
    await pane(aide, "chat");
    const shown = aide.page.locator(".chat__file a").last();
    await see(shown);
    equal((await aide.page.request.get((await shown.getAttribute("href")) ?? "")).status(), 200, "reading the document");
    await picture(aide, "host-chat");
  });

  await j.step("who is in the room, with role and checked name; another microphone without a break", async () => {
    await citizen.page.locator("#call-people").click();
    await see(citizen.page.locator('#people .person[data-person] .person__verified'));
    await pane(citizen, "settings");
    const microphones = await citizen.page.locator("#set-microphone option").count();
    ok(microphones > 1, `${microphones} microphones to choose from`);
    await citizen.page.locator("#set-microphone").selectOption({ index: 1 });
    await citizen.page.locator("#aside-close").click();
    await seesSomebody(aide);
    await hearsSomebody(aide);
  });

  await j.step("a shared screen and a caption reach the other side", async () => {
    await aide.page.locator("#call-screen").click();
    await see(citizen.page.locator(".tile--screen:not([data-no-video])"));
    await picture(citizen, "call-screen");
    await aide.page.locator("#call-screen").click();
    await citizen.page.locator(".tile--screen").waitFor({ state: "detached" });
    const interpreter = await j.person("interpreter", { lang: "ar", width: 1280, expected: /WebSocket|net::ERR/ });
    await signIn(interpreter, "interpreter", password);
    await interpreter.page.goto(new URL(aide.page.url()).pathname);
    await see(interpreter.page.locator("#caption-form"));
    equal(await interpreter.page.locator("#tab-line").count(), 0, "the line shown to an interpreter");
    await interpreter.page.locator("#caption-text").fill("يقول معالي الوزير: أهلاً بكم.");
    await see(citizen.page.locator("#captions", { hasText: "أهلاً بكم" }));
    await accessible(citizen);
    await picture(citizen, "call-captions");
    await interpreter.page.locator("#caption-form button").click();
    await interpreter.page.locator("#call-leave").click();
    await interpreter.context.close();
  });

  await j.step("a private word: the citizen waits, is told so, and comes back", async () => {
    await pane(aide, "line");
    await aide.page.locator("#hold-private").click();
    await see(citizen.page.locator("#waiting-why"));
    await see(citizen.page.locator("#view-waiting"));
    await look(citizen, "call-private");
    await picture(aide, "host-private");
    await row().locator('[data-do="admit"]').click();
    await see(citizen.page.locator("#view-stage"));
    await seesSomebody(aide);
  });

  await j.step("a reload comes back into the call, and what was written is still there", async () => {
    await citizen.page.reload();
    await see(citizen.page.locator("#view-stage"));
    await pane(citizen, "chat");
    await see(citizen.page.getByText("أهلاً وسهلاً"));
    await citizen.page.locator("#aside-close").click();
    await seesSomebody(citizen);
    await seesSomebody(aide);
  });

  await j.step("a lost network comes back by itself", async () => {
    await citizen.context.setOffline(true);
    await citizen.page.waitForTimeout(4000);
    await citizen.context.setOffline(false);
    await see(citizen.page.locator(".call__status--success"));
    await seesSomebody(aide);
  });

  await j.step("held back: nobody sees anybody; then in again, and soon seen", async () => {
    const times: number[] = [];
    for (let admits = Number(process.env["MAJLIS_ADMITS"] ?? 3); admits > 0; admits--) {
      await aide.page.locator("#hold").click();
      await see(citizen.page.locator("#view-waiting"));
      await see(row().locator('[data-do="admit"]'));
      equal(await aide.page.locator('#call-tiles .tile[data-role="citizen"]').count(), 0, "the citizen's tiles while held back");
      await aide.page.waitForTimeout(1000);
      times.push(Math.round(await untilFirstFrame(aide, `#line [data-audience="${await row().getAttribute("data-audience")}"] [data-do="admit"]`)));
      await see(citizen.page.locator("#view-stage"));
    }
    console.log(`admit to first decoded picture: ${times.join(", ")} ms; median ${median(times)} ms`);
    ok(median(times) < 1500, `the first picture took ${times.join(", ")} ms`);
    await seesSomebody(aide);
  });

  await j.step("the directive is given and the audience ends", async () => {
    const direct = await aide.page.locator("#current-direct").getAttribute("href");
    ok(direct !== null, "no way to the directive");
    await pane(aide, "line");
    await aide.page.locator("#ending summary").click();
    await accessible(aide);
    await aide.page.locator('#end-form textarea[name="note"]').fill("يُتابع مع الجهة");
    await send(aide, "#end-form");
    await see(citizen.page.locator("#view-over"));
    await look(citizen, "call-over");
    await aide.page.goto(direct);
    await aide.page.locator("textarea[name=text1]").fill("يُصرف التعويض خلال أسبوعين ويُبلَّغ المستفيد.");
    await send(aide);
    await see(aide.page.locator('.field--wrong [name="department1"]'));
    equal(await aide.page.locator("textarea[name=text1]").inputValue(), "يُصرف التعويض خلال أسبوعين ويُبلَّغ المستفيد.", "the text typed before");
    await aide.page.locator("select[name=department1]").selectOption({ index: 1 });
    const department = await aide.page.locator("select[name=department1] option:checked").innerText();
    await look(aide, "host-direct");
    await send(aide);
    await see(aide.page.getByText(department).first());
    await look(aide, "host-brief");
    await message(citizen, handed.phone, "أُحيل طلبكم");
  });

  const departments: Record<string, string> = JSON.parse(setting("MAJLIS_DEPARTMENTS"));

  await j.step("the department answers", async () => {
    const name = (await aide.page.locator("table td").first().innerText()).trim();
    const username = departments[name];
    ok(username !== undefined, `nobody answers for «${name}»`);
    const officer = await j.person("department", { lang: "ar", width: 1280 });
    await signIn(officer, username, password);
    await open(officer, "/office/department");
    await look(officer, "department-queue");
    await officer.page.locator("a", { hasText: handed.reference }).first().click();
    await look(officer, "department-referral");
    await officer.page.locator("textarea[name=reply]").first().fill("صُرف التعويض اليوم وأُودع في حساب المستفيد.");
    await officer.page.locator('button[value="answer"]').click();
    await officer.page.waitForURL(/\/office\/department/);
    await officer.context.close();
  });

  await j.step("the office gives the result and the citizen is told", async () => {
    const officer = await j.person("officer", { lang: "ar", width: 1280 });
    await signIn(officer, "officer", password);
    await open(officer, `/office/case/${handed.reference}/settle`);
    await officer.page.locator("input[name=status][value=completed]").check({ force: true });
    await officer.page.locator("textarea[name=text]").fill("صُرف التعويض وأُودع في حسابكم. شكراً لصبركم.");
    await look(officer, "office-settle");
    await send(officer, "form.panel");
    await officer.page.waitForURL(new RegExp(`/office/case/${handed.reference}$`));
    await officer.context.close();
    await message(citizen, handed.phone, "صدرت نتيجة");
  });

  await j.step("the citizen reads it after proving the number, and judges", async () => {
    await open(citizen, `/cases/${handed.reference}`);
    await prove(citizen, handed.phone);
    await see(citizen.page.getByText("صُرف التعويض وأُودع في حسابكم"));
    await look(citizen, "case-result");
    await open(citizen, `/cases/${handed.reference}/survey`);
    await citizen.page.locator("input[name=score][value='5']").check({ force: true });
    for (const name of ["obstacle", "sought"]) {
      const choice = citizen.page.locator(`input[name^=${name}][value=no]`);
      if ((await choice.count()) > 0) await choice.first().check({ force: true });
    }
    await look(citizen, "survey");
    await send(citizen);
    await look(citizen, "survey-thanks");
  });

  await j.step("the office sees the figures", async () => {
    const chief = await j.person("chief", { lang: "ar", width: 1280 });
    await signIn(chief, "chief", password);
    await open(chief, "/office/report");
    await look(chief, "office-report");
  });
});
