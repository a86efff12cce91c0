// What goes wrong on the day: a link that is none, a camera that is refused, a page opened twice, a leaving
// that was a mistake. Each has its own sentence, and the way back is one button.
import { accessible, journey, ok, picture, see, setting, type Person } from "./harness.ts";
import { admitFirst, open, openSession, pane, picturesOf, signIn } from "./people.ts";

void journey("trouble on the day", async (j) => {
  const citizen = await j.person("citizen", { lang: "en", width: 360, expected: /WebSocket|net::ERR|status of 404/ });
  const aide = await j.person("aide", { lang: "en", width: 1280, height: 800, expected: /WebSocket|net::ERR/ });
  let link = "";
  let deputy: Person;

  await j.step("a link that is none has a page that helps", async () => {
    await citizen.page.goto("/a/aaaaaaaaaaaaaaaa");
    await see(citizen.page.locator("h1"));
    await accessible(citizen);
    await picture(citizen, "link-unknown");
  });

  await j.step("camera and microphone are refused: the person still waits, and is told", async () => {
    await open(citizen, "/demo");
    link = (await citizen.page.locator('a[href*="/a/"]').first().getAttribute("href")) ?? "";
    await citizen.context.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("refused", "NotAllowedError"));
    });
    await citizen.page.goto(link);
    await citizen.page.goto("/en/appointment/call");
    await see(citizen.page.locator("#view-waiting"));
    await see(citizen.page.locator('#device-camera[data-state="failed"]'));
    await see(citizen.page.locator('#device-microphone[data-state="failed"]'));
    await see(citizen.page.locator('#device-path[data-state="passed"]'));
    await accessible(citizen);
    await picture(citizen, "waiting-refused");
  });

  await j.step("the aide lets the listener in, who sees and is heard by nobody", async () => {
    await openSession(aide, setting("MAJLIS_PASSWORD"));
    await admitFirst(aide);
    await see(citizen.page.locator("#view-stage"));
    await see(aide.page.locator('.tile[data-role="citizen"][data-no-video]'));
    for (let tries = 0; (await picturesOf(citizen)).every((video) => video.width === 0); tries++) {
      ok(tries < 40, "the listener sees nobody");
      await citizen.page.waitForTimeout(500);
    }
  });

  await j.step("a second page takes the place; the first says so and can take it back", async () => {
    const second = await citizen.context.newPage();
    await second.goto("/en/appointment/call");
    await see(second.locator("#view-stage"));
    await see(citizen.page.locator("#view-over"));
    await see(citizen.page.locator("#over-again"));
    await picture(citizen, "call-replaced");
    await accessible(citizen);
    await citizen.page.locator("#over-again").click();
    await see(citizen.page.locator("#view-stage"));
    await see(second.locator("#view-over"));
    await second.close();
  });

  await j.step("leaving by mistake is undone by one button", async () => {
    await citizen.page.locator("#call-leave").click();
    await see(citizen.page.locator("#over-again"));
    await citizen.page.locator("#over-again").click();
    await see(citizen.page.locator("#view-stage"));
  });

  await j.step("the host's office goes and comes back; nobody is lost", async () => {
    await aide.page.reload();
    await see(aide.page.locator("#view-stage"));
    await see(aide.page.locator('.tile[data-role="citizen"]'));
    await see(citizen.page.locator('.tile[data-role="chiefAide"]'));
  });

  await j.step("handed over to the Deputy: the citizen is in the other room without a touch", async () => {
    await see(aide.page.locator("#current"));
    await aide.page.locator("#hand-over summary").click();
    const to = (await aide.page.locator('#hand-over-form select[name="to"] option').first().innerText()).trim();
    await picture(aide, "host-hand-over");
    await aide.page.locator("#hand-over-form button").click();
    await see(citizen.page.locator("#view-waiting"));
    await see(citizen.page.locator("#waiting-why"));
    await picture(citizen, "call-transferred");
    await accessible(citizen);
    deputy = await j.person("deputy", { lang: "en", width: 1280, height: 800, expected: /WebSocket|net::ERR/ });
    await signIn(deputy, "deputy", setting("MAJLIS_PASSWORD"));
    await open(deputy, "/host");
    await deputy.page.locator('a[href*="/host/session/"]').first().click();
    const admit = deputy.page.locator('#line .person [data-do="admit"]').first();
    await see(admit);
    if (await deputy.page.locator("#current").isVisible()) {
      await admit.click();
      await see(deputy.page.locator("#trouble")); // one at a time
      await deputy.page.locator("#ending summary").click();
      await deputy.page.locator("#end-form button").click();
      await deputy.page.locator("#current").waitFor({ state: "hidden" });
    }
    await admit.click();
    await see(citizen.page.locator("#view-stage"));
    await see(deputy.page.locator('.tile[data-role="citizen"]'));
    await see(citizen.page.locator(".tile", { hasText: to.replace(/^the /, "") }));
    await see(citizen.page.locator(".call__title", { hasText: to.replace(/^the /, "") }));
    await picture(citizen, "call-deputy");
  });

  await j.step("taken out of the room: asked once more, and the person is told", async () => {
    await pane(deputy, "people");
    await deputy.page.locator('#people .person', { has: deputy.page.locator('[data-do="remove"]') }).first().locator('[data-do="remove"]').click();
    await see(deputy.page.locator("#ask"));
    await accessible(deputy);
    await picture(deputy, "host-remove");
    await deputy.page.locator('#ask button[value="no"]').click();
    await see(citizen.page.locator("#view-stage"));
    await deputy.page.locator('#people [data-do="remove"]').first().click();
    await deputy.page.locator('#ask button[value="yes"]').click();
    await see(citizen.page.locator("#view-over"));
    ok(await citizen.page.locator("#over-again").isHidden(), "somebody taken out is offered the way back");
  });
});
