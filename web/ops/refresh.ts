import { announce } from "../call/texts.ts";
import { morph } from "./morph.ts";

const every = 5000;

/**
 * Asks for the same page again every few seconds and puts what changed in place, leaving the focus
 * where it is. What went wrong meanwhile is said aloud; that the server is away, shown.
 */
export function refresh(): void {
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking || document.visibilityState !== "visible") return;
    asking = true;
    try {
      stale(!(await replace()));
    } catch {
      stale(true);
    } finally {
      asking = false;
    }
  };
  setInterval(() => void ask(), every);
  document.addEventListener("visibilitychange", () => void ask());
}

/** Reports whether the page could be had; a login that has ended leads to its sign-in page. */
async function replace(): Promise<boolean> {
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, signal: AbortSignal.timeout(2 * every) });
  if (answer.redirected) location.reload();
  if (!answer.ok || answer.redirected) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live-part");
  const old = document.getElementById("live-part");
  if (!fresh || !old) return false;
  const before = alerts();
  morph(old, fresh);
  const news = alerts().filter((text) => !before.includes(text));
  if (news.length > 0) announce(news.join(". "));
  return true;
}

function alerts(): string[] {
  return [...document.querySelectorAll("#alerts .notice__title")].map((title) => title.textContent ?? "");
}

function stale(is: boolean): void {
  document.getElementById("live-stale")?.toggleAttribute("hidden", !is);
}
