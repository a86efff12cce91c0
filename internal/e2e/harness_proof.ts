// Proves the harness itself on a page of three elements: two people with cameras of
// their own meet nobody but see that everything a journey needs is there.
import { accessible, equal, fits, journey, ok, picture, see, setting, until } from "./harness.ts";

await_(
  journey("harness", async (j) => {
    const sara = await j.person("sara", { lang: "ar", width: 320, expected: /ERR_INTERNET_DISCONNECTED|ERR_ADDRESS_UNREACHABLE/ });
    const omar = await j.person("omar", { lang: "en", width: 1280, height: 800 });

    await j.step("both open the page", async () => {
      for (const { page } of [sara, omar]) {
        await page.goto("/");
        await see(page.getByRole("heading", { name: "Harness" }));
      }
    });
    await j.step("each has a camera and a microphone", async () => {
      for (const { name, page } of [sara, omar]) {
        const got = await page.evaluate(async () => {
          const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
          return stream.getTracks().map((track) => `${track.kind} ${track.readyState}`).sort().join(", ");
        });
        equal(got, "audio live, video live", `the tracks of ${name}`);
      }
    });
    await j.step("no cookie is shared", async () => {
      await sara.context.addCookies([{ name: "who", value: "sara", url: j.base }]);
      equal((await omar.context.cookies()).length, 0, "cookies of omar");
    });
    await j.step("the browser reaches nobody outside", async () => {
      const reached = await sara.page.evaluate(() => fetch("http://192.0.2.1/", { mode: "no-cors" }).then(() => true, () => false));
      ok(!reached, "a page reached an address outside the namespace");
    });
    await j.step("the page is looked at", async () => {
      await until(sara, "the page is loaded", () => document.readyState === "complete");
      await accessible(sara);
      await fits(sara);
      await picture(sara, "harness");
    });
    if (setting("MAJLIS_FAIL") === "step") {
      await j.step("this step fails", async () => equal("seen", "wanted", "what the page says"));
    }
    if (setting("MAJLIS_FAIL") === "console") {
      await omar.page.evaluate(() => void setTimeout(() => { throw new Error("thrown by the page"); }));
      await until(omar, "the error is thrown", () => new Promise((done) => setTimeout(() => done(true), 50)));
    }
  }),
);

// The bundle is CommonJS, which has no await at the top.
function await_(done: Promise<void>): void {
  done.catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
