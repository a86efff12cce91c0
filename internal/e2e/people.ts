// What people of the journeys do again and again: sign in, read their messages, send a form.
import { equal, ok, see, type Person } from "./harness.ts";

/** Presses the first button of a form of the page, the loudest one. */
export async function send(who: Person, form = "main form"): Promise<void> {
  await who.page.locator(`${form} .actions button`).first().click();
}

/** Opens a page and fails on anything but a 200. */
export async function open(who: Person, path: string): Promise<void> {
  const response = await who.page.goto(`/${who.lang}${path}`);
  ok(response !== null && response.status() === 200, `${path} answers ${response?.status()}`);
}

/** The texts on the phone of somebody, the newest first. */
export async function messages(who: Person, phone: string): Promise<string[]> {
  const inbox = await who.context.newPage();
  await inbox.goto(`/${who.lang}/demo/phone?number=${encodeURIComponent(phone)}`);
  const texts = await inbox.locator("article p.prose").allInnerTexts();
  await inbox.close();
  return texts;
}

/** Waits until a message holds a text, and returns it. */
export async function message(who: Person, phone: string, holding: string): Promise<string> {
  for (let tries = 0; tries < 60; tries++) {
    const found = (await messages(who, phone)).find((text) => text.includes(holding));
    if (found !== undefined) return found;
    await who.page.waitForTimeout(500);
  }
  throw new Error(`no message to ${phone} holds «${holding}»; there are: ${(await messages(who, phone)).join(" | ")}`);
}

/** The path of the link that a message carries. */
export function linkOf(text: string): string {
  const found = /\/[ats]\/[0-9A-Za-z]{10,}/.exec(text);
  if (!found) throw new Error(`no link in «${text}»`);
  return found[0];
}

/** Proves a mobile number on whatever page asks for it. */
export async function prove(who: Person, phone: string): Promise<void> {
  await who.page.locator("input[name=phone]").fill(phone);
  await send(who);
  await see(who.page.locator("input[name=code]"));
  const text = (await messages(who, phone))[0] ?? "";
  const code = /#(\d{6})/.exec(text)?.[1];
  ok(code !== undefined, `no code in «${text}»`);
  await who.page.locator("input[name=code]").fill(arabic(code));
  await send(who);
}

/** A number in Arabic-Indic digits, as an Arabic keyboard types it. */
export function arabic(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)));
}

/** Signs a member of staff in. */
export async function signIn(who: Person, username: string, password: string): Promise<void> {
  await open(who, "/staff/sign-in");
  await who.page.locator("input[name=username]").fill(username);
  await who.page.locator("input[name=password]").fill(password);
  await send(who);
  await who.page.waitForURL((url) => !url.pathname.includes("sign-in"));
}

/** Fails unless the page says that a field is wrong. */
export async function wrong(who: Person, field: string): Promise<void> {
  await see(who.page.locator(`.field--wrong [name="${field}"]`));
  const status = await who.page.locator("[data-focus], .error-summary").count();
  ok(status > 0, "no summary of errors stands on top");
}

/** The reference that a confirmation shows. */
export async function reference(who: Person): Promise<string> {
  const text = await who.page.locator("main").innerText();
  const found = /R\d\d-\d+/.exec(text)?.[0];
  ok(found !== undefined, `no reference on the page: ${text.slice(0, 300)}`);
  return found;
}

/** What the pictures of a call show now: how many videos have a picture, and how loud they are. */
export async function picturesOf(who: Person): Promise<{ width: number; frames: number }[]> {
  return who.page.evaluate(() =>
    [...document.querySelectorAll<HTMLVideoElement>("#call-tiles .tile:not(.tile--own) video")].map((video) => ({
      width: video.videoWidth,
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
    })),
  );
}

/** Waits until the other side's camera is seen and goes on being seen. */
export async function seesSomebody(who: Person): Promise<void> {
  await see(who.page.locator("#call-tiles .tile:not(.tile--own) video"));
  for (let tries = 0; tries < 120; tries++) {
    const before = await picturesOf(who);
    await who.page.waitForTimeout(500);
    const after = await picturesOf(who);
    const grown = after.some((now, n) => now.width > 0 && now.frames > (before[n]?.frames ?? 0) && (before[n]?.frames ?? 0) > 0);
    if (grown) return;
  }
  throw new Error(`${who.name} sees nobody: ${JSON.stringify(await picturesOf(who))}`);
}

/** Waits until sound of the other side is heard: energy, not only packets. */
export async function hearsSomebody(who: Person): Promise<void> {
  const heard = await who.page.evaluate(async () => {
    const video = document.querySelector<HTMLVideoElement>("#call-tiles .tile:not(.tile--own) video");
    const stream = video?.srcObject;
    if (!(stream instanceof MediaStream) || stream.getAudioTracks().length === 0) return -1;
    const context = new AudioContext();
    await context.resume();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    for (let tries = 0; tries < 200 && loudest < 0.005; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      analyser.getFloatTimeDomainData(samples);
      loudest = Math.max(loudest, ...samples.map(Math.abs));
    }
    await context.close();
    return loudest;
  });
  ok(heard >= 0.005, `${who.name} hears nothing: ${heard}`);
}

/** The aide opens today's session. */
export async function openSession(aide: Person, password: string): Promise<void> {
  await signIn(aide, "aide", password);
  await open(aide, "/host");
  await aide.page.locator('a[href*="/host/session/"]').first().click();
}

/** The aide checks who the first in line is and lets them in. */
export async function admitFirst(aide: Person): Promise<void> {
  const row = aide.page.locator("#line .person").first();
  await see(row);
  await row.getByRole("button").first().click();
  await aide.page.waitForTimeout(1500); // the line is told of the check
  await aide.page.locator("#next").click();
}

/** Fails if any remote picture is on. */
export async function seesNobody(who: Person): Promise<void> {
  const seen = (await picturesOf(who)).filter((video) => video.width > 0 && video.frames > 0);
  equal(seen.length, 0, `${who.name} sees pictures before an admission`);
}

/** Opens a pane beside the tiles, if it is not open already. */
export async function pane(who: Person, name: string): Promise<void> {
  if (await who.page.locator(`#pane-${name}`).isHidden()) {
    if (await who.page.locator("#call-aside").isHidden()) await who.page.locator("#call-chat").click();
    await who.page.locator(`#tab-${name}`).click();
  }
  await see(who.page.locator(`#pane-${name}`));
}

/** Presses a button of the host's page; resolves with the ms until the first decoded picture of a visitor. */
export async function untilFirstFrame(who: Person, button: string): Promise<number> {
  return who.page.evaluate(
    (selector) =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        document.querySelector<HTMLElement>(selector)?.click();
        const look = (): void => {
          const video = document.querySelector<HTMLVideoElement>('.tile[data-role="citizen"] video');
          if (video) video.requestVideoFrameCallback((now) => resolve(now - began));
          else setTimeout(look, 2);
        };
        look();
      }),
    button,
  );
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Runs in a page before its scripts: keeps its peer connections in `connections`, within reach of the test. */
export function keepConnections(): void {
  const known: RTCPeerConnection[] = [];
  const Usual = RTCPeerConnection;
  Object.assign(globalThis, {
    connections: known,
    RTCPeerConnection: class extends Usual {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        known.push(this);
      }
    },
  });
}
