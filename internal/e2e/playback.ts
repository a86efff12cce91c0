// A recording is played by the browser: it has a length, a picture and sound.
import { readFile } from "node:fs/promises";
import { journey, ok, setting } from "./harness.ts";

void journey("playback", async (j) => {
  const who = await j.person("listener", { lang: "en", width: 800 });
  await j.step("it plays to its end", async () => {
    const bytes = await readFile(setting("MAJLIS_RECORDING"));
    await who.page.goto("about:blank");
    const seen = await who.page.evaluate(async (encoded) => {
      const video = document.createElement("video");
      video.src = `data:video/webm;base64,${encoded}`;
      await new Promise((resolve, reject) => {
        video.onloadedmetadata = resolve;
        video.onerror = () => reject(new Error(video.error?.message ?? "it does not play"));
      });
      const length = video.duration;
      video.muted = true;
      video.playbackRate = 4;
      await video.play();
      await new Promise((resolve, reject) => {
        video.onended = resolve;
        video.onerror = () => reject(new Error(video.error?.message ?? "it stops"));
      });
      return { length, width: video.videoWidth, frames: video.getVideoPlaybackQuality().totalVideoFrames };
    }, bytes.toString("base64"));
    console.log(JSON.stringify(seen));
    ok(Number.isFinite(seen.length) && seen.length > 10, `it lasts ${seen.length} s`);
    ok(seen.width > 0 && seen.frames > 50, `${seen.frames} pictures of ${seen.width} px`);
  });
});
