import type { Call } from "./call.ts";
import { element, tell, type Say } from "./texts.ts";

/** The main picture in a small window of the system's, so that the call is seen while papers are looked up. */
export function smallWindow(call: Call, say: Say): void {
  const button = element("set-window");
  if (!button || !document.pictureInPictureEnabled) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (document.pictureInPictureElement) {
      void document.exitPictureInPicture();
      return;
    }
    const video = mainVideo(call);
    if (!video) return tell(say("window.failed"));
    video.requestPictureInPicture().catch(() => tell(say("window.failed")));
  });
}

const order = ["signs", "host", "citizen", "companion", "chiefAide", "interpreter"];

/** Signs first: they are language. Then whoever the talk is with. */
function mainVideo(call: Call): HTMLVideoElement | undefined {
  const shown = call.roster.flatMap((person) => {
    const video = element<HTMLVideoElement>(`tile-p${person.person}-video`);
    const tile = video?.closest(".tile");
    return video && tile && !tile.hasAttribute("data-no-video") ? [{ video, rank: order.indexOf(person.signs ? "signs" : person.role) }] : [];
  });
  return shown.sort((a, b) => (a.rank + order.length) % order.length - (b.rank + order.length) % order.length)[0]?.video;
}
