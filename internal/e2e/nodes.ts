// Two servers: the one that has the room is drained while two people talk, then the one that took it is killed.
import { accessible, journey, ok, picture, see, setting, type Person } from "./harness.ts";
import { admitFirst, open, openSession, seesSomebody, signIn } from "./people.ts";

/** Begins to note for how long no picture of anybody else moves. */
async function watch(who: Person): Promise<void> {
  await who.page.evaluate(() => {
    const seen = { longest: 0, last: performance.now(), frames: new Map<HTMLVideoElement, number>() };
    (window as unknown as { seen: typeof seen }).seen = seen;
    setInterval(() => {
      for (const video of document.querySelectorAll<HTMLVideoElement>("#call-tiles .tile:not(.tile--own) video")) {
        const frames = video.getVideoPlaybackQuality().totalVideoFrames;
        if (frames > 0 && frames !== seen.frames.get(video)) seen.last = performance.now();
        seen.frames.set(video, frames);
      }
      seen.longest = Math.max(seen.longest, performance.now() - seen.last);
    }, 20);
  });
}

/** The longest time without a moving picture since the last asking, in ms. */
async function missed(who: Person): Promise<number> {
  return who.page.evaluate(() => {
    const { seen } = window as unknown as { seen: { longest: number } };
    const { longest } = seen;
    seen.longest = 0;
    return Math.round(longest);
  });
}

async function act(what: string): Promise<void> {
  const answer = await fetch(`${setting("MAJLIS_CONTROL")}/${what}`, { method: "POST" });
  ok(answer.ok, `${what}: ${answer.status}`);
}

async function home(): Promise<string> {
  return (await fetch(`${setting("MAJLIS_CONTROL")}/home`)).text();
}

/** Waits until the room is at the server, or is not. */
async function homeIs(who: Person, server: string, at: boolean): Promise<void> {
  for (let tries = 0; ((await home()) === server) !== at; tries++) {
    ok(tries < 400, `the room is at ${await home()}`);
    await who.page.waitForTimeout(100);
  }
}

void journey("two servers", async (j) => {
  const citizen = await j.person("citizen", { lang: "ar", width: 360, expected: /WebSocket|net::ERR/ });
  const aide = await j.person("aide", { lang: "en", width: 1280, height: 800, expected: /WebSocket|net::ERR/ });
  const operator = await j.person("operations", { lang: "ar", width: 1280, height: 800, expected: /net::ERR/ });
  const first = setting("MAJLIS_URL");

  await j.step("two people talk", async () => {
    await open(citizen, "/demo");
    const link = (await citizen.page.locator('a[href*="/a/"]').first().getAttribute("href")) ?? "";
    await citizen.page.goto(link);
    await citizen.page.goto("/ar/appointment/call");
    await see(citizen.page.locator("#view-waiting"));
    await openSession(aide, setting("MAJLIS_PASSWORD"));
    await admitFirst(aide);
    await see(citizen.page.locator("#view-stage"));
    await seesSomebody(citizen);
    await seesSomebody(aide);
    ok((await home()) === first, "the room is not where its people dialled first");
  });

  await j.step("operations drains the server; the call goes on at the other", async () => {
    await signIn(operator, "operations", setting("MAJLIS_PASSWORD"));
    await open(operator, "/ops/nodes");
    await accessible(operator);
    await picture(operator, "ops-nodes");
    await watch(citizen);
    await watch(aide);
    await operator.page.locator("tr", { hasText: first }).getByRole("button").click();
    await homeIs(operator, first, false);
    await citizen.page.waitForTimeout(5000);
    await seesSomebody(citizen);
    await seesSomebody(aide);
    for (const who of [citizen, aide]) {
      const ms = await missed(who);
      console.log(`${who.name} missed ${ms} ms of picture while the call moved`);
      ok(ms < 5000, `${who.name} missed ${ms} ms of picture`);
      ok(await who.page.locator("#view-stage").isVisible(), `${who.name} is not in the call any more`);
    }
    await picture(citizen, "call-moved");
    await picture(aide, "host-moved");
    await operator.page.reload();
    await picture(operator, "ops-nodes-drained");
    await accessible(operator);
    await operator.page.locator("tr", { hasText: first }).getByRole("button").click();
    await see(operator.page.locator(".notice--success"));
  });

  await j.step("the other server dies; the call goes on at the first", async () => {
    await missed(citizen);
    await missed(aide);
    const killed = Date.now();
    await act("kill");
    await homeIs(citizen, first, true);
    await seesSomebody(citizen);
    await seesSomebody(aide);
    for (const who of [citizen, aide]) {
      console.log(`${who.name} missed ${await missed(who)} ms of picture over the death of the server`);
      ok(await who.page.locator("#view-stage").isVisible(), `${who.name} is not in the call any more`);
    }
    console.log(`the call went on ${Date.now() - killed} ms after the kill, as seen by both`);
    await picture(citizen, "call-after-death");
    await picture(aide, "host-after-death");
  });
});
