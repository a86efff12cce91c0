import { element, tell, type Say } from "./texts.ts";

/** Apps that open links in a window of their own, where camera and microphone are often blocked. */
const apps = /FBAN|FBAV|FB_IAB|Instagram|Snapchat|Twitter|TikTok|musical_ly|BytedanceWebview|\bLine\/|WhatsApp|Telegram|LinkedInApp|GSA\/|; wv\)/;

/** Whether the page is open inside another app, or in a browser that knows no camera at all. */
export function inApp(agent: string, knowsCamera: boolean): boolean {
  return apps.test(agent) || !knowsCamera || iosWebview(agent);
}

/** An iPhone's browser names itself; a window inside an app does not. */
function iosWebview(agent: string): boolean {
  return ios(agent) && !/Safari\/|CriOS|FxiOS|EdgiOS/.test(agent);
}

export function ios(agent: string): boolean {
  return /iPhone|iPad|iPod/.test(agent);
}

/** The address that makes Android hand a page to the browser: a link for any app that shows web pages. */
export function intent(address: string): string {
  const { protocol, host, pathname, search } = new URL(address);
  return `intent://${host}${pathname}${search}#Intent;scheme=${protocol.replace(":", "")};action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end`;
}

/** Shows the way out, if the page is inside another app. */
export function elsewhere(say: Say): boolean {
  const box = element("elsewhere");
  const agent = navigator.userAgent;
  if (!box || !inApp(agent, navigator.mediaDevices?.getUserMedia !== undefined)) return false;
  const address = new URL(box.dataset["open"] ?? "", location.href).href;
  const open = element<HTMLAnchorElement>("elsewhere-open");
  if (open && /Android/.test(agent)) {
    open.href = intent(address);
    open.hidden = false;
  }
  element(ios(agent) ? "elsewhere-ios" : "elsewhere-other")?.removeAttribute("hidden");
  element("elsewhere-copy")?.addEventListener("click", () => void copy(address, say));
  box.hidden = false;
  return true;
}

/** A window inside an app may forbid the clipboard too: then the link is shown, marked to be copied by hand. */
async function copy(address: string, say: Say): Promise<void> {
  const field = element<HTMLInputElement>("elsewhere-link");
  if (field) {
    field.value = address;
    field.hidden = false;
    field.focus();
    field.select();
  }
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  tell(say("copied"));
}
