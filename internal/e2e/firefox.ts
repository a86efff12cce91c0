// A citizen in Firefox and an aide in Chromium in one call: each sees and hears the other, a word in private interrupts
// it, a reload does not.
import { launch, type Page } from "puppeteer-core";
import { journey, ok, setting } from "./harness.ts";
import { admitFirst, hearsSomebody, keepConnections, open, openSession, pane, seesSomebody } from "./people.ts";

const preferences = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  "network.manage-offline-status": false,
};

/** Waits until Firefox shows the other side's picture, and it goes on. */
async function firefoxSees(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const video = document.querySelector<HTMLVideoElement>("#call-tiles .tile:not(.tile--own) video");
      return video !== null && video.videoWidth > 0 && video.currentTime > 0.5 && !video.paused;
    },
    { timeout: 60_000, polling: 200 },
  );
  const from = await page.$eval("#call-tiles .tile:not(.tile--own) video", (video) => (video as HTMLVideoElement).currentTime);
  await page.waitForFunction(
    (since: number) => (document.querySelector<HTMLVideoElement>("#call-tiles .tile:not(.tile--own) video")?.currentTime ?? 0) > since + 0.5,
    { timeout: 30_000, polling: 200 },
    from,
  );
}

/** Waits until sound of the other side is decoded with energy in it. Without a sound card Firefox runs no AudioContext. */
async function firefoxHears(page: Page): Promise<void> {
  const energy = (): Promise<number> =>
    page.evaluate(async () => {
      const connections = (globalThis as unknown as { connections: RTCPeerConnection[] }).connections;
      const report = await connections.at(-1)?.getStats();
      const sounds = [...(report?.values() ?? [])].filter((entry) => entry.type === "inbound-rtp" && entry.kind === "audio");
      return Math.max(0, ...sounds.map((entry) => Number(entry.totalAudioEnergy ?? 0)));
    });
  for (let tries = 0; (await energy()) <= 0; tries++) {
    ok(tries < 60, "Firefox hears nothing");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

void journey("Firefox and Chromium", async (j) => {
  const base = setting("MAJLIS_URL");
  const aide = await j.person("aide", { lang: "en", width: 1280, height: 800 });
  const firefox = await launch({ browser: "firefox", executablePath: setting("MAJLIS_FIREFOX"), headless: true, extraPrefsFirefox: preferences });
  try {
    const page = await firefox.newPage();
    page.setDefaultTimeout(60_000);
    await page.evaluateOnNewDocument(keepConnections);
    page.on("console", (message) => { if (message.type() === "error" || message.type() === "warn") console.log(`Firefox: ${message.text()}`); });
    page.on("pageerror", (error) => console.log(`Firefox: ${String(error)}`));

    await j.step("a citizen waits in Firefox, with everything in order", async () => {
      await open(aide, "/demo");
      const link = await aide.page.locator('a[href*="/a/"]').first().getAttribute("href");
      await page.goto(new URL(link ?? "", base).href);
      await page.goto(`${base}/ar/appointment/call`);
      await (await page.waitForSelector("#start button, #start .button, button#start"))?.click();
      for (const part of ["camera", "microphone", "path"]) await page.waitForSelector(`#device-${part}[data-state="passed"]`);
    });

    await j.step("admitted, both see and hear each other", async () => {
      await openSession(aide, setting("MAJLIS_PASSWORD"));
      await admitFirst(aide);
      await seesSomebody(aide);
      await hearsSomebody(aide);
      await firefoxSees(page);
      await firefoxHears(page);
      await page.screenshot({ path: `${setting("MAJLIS_SCREENSHOTS")}/firefox-call.ar.png` });
    });

    await j.step("a word in private: the citizen waits, and comes back without a touch", async () => {
      await pane(aide, "line");
      await aide.page.locator("#hold-private").click();
      await page.waitForSelector("#view-waiting:not([hidden])");
      await aide.page.locator('#line [data-do="admit"]').first().click();
      await page.waitForSelector("#view-stage:not([hidden])");
      await firefoxSees(page);
      await seesSomebody(aide);
    });

    await j.step("reloaded, Firefox is back in the call", async () => {
      await page.reload();
      await (await page.waitForSelector("#start button, #start .button, button#start"))?.click();
      await page.waitForSelector("#view-stage:not([hidden])");
      await firefoxSees(page);
      await seesSomebody(aide);
    });
  } finally {
    await firefox.close();
  }
});
