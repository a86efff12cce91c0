// What a browser journey is written with: people who each have a browser context of
// their own, steps that are named when they fail, assertions that say what was seen,
// pictures, and the accessibility check.
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from "playwright-core";
import axe from "axe-core";

/** The languages of the site. */
export type Lang = "ar" | "en";

/** A setting that the Go test passed on; it is a mistake in the test if it is missing. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`the setting ${name} was not passed to the journey`);
  return value;
}

// Capture is 640×360 or more: below that Chromium sends a single layer.
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
];

/** How long a journey waits for anything before it says what it waited for. */
const patience = 60_000;

/** One person at one browser. */
export interface Person {
  readonly name: string;
  readonly lang: Lang;
  readonly width: number;
  readonly page: Page;
  readonly context: BrowserContext;
}

/** What a person's browser complained of: script errors, refused content, failed requests. */
const complaints: string[] = [];

/** Who they are and what they hold. */
export interface Seat {
  readonly lang?: Lang;
  readonly width?: number;
  readonly height?: number;
  /** Refuse camera and microphone. */
  readonly refuse?: boolean;
  /** Leave scripts out, to see that pages work by links and forms. */
  readonly scripts?: boolean;
  /** Complaints that belong to the journey, such as the 422 of a refused form. */
  readonly expected?: RegExp;
}

/** A journey under way. */
export class Journey {
  readonly base: string;
  readonly #browser: Browser;
  readonly #people: Person[] = [];

  constructor(browser: Browser, base: string) {
    this.#browser = browser;
    this.base = base;
  }

  /** A new person with a browser of their own: no cookie is shared. */
  async person(name: string, seat: Seat = {}): Promise<Person> {
    const { lang = "ar", width = 390, height = 844 } = seat;
    const context = await this.#browser.newContext({
      baseURL: this.base,
      locale: lang === "ar" ? "ar-SA" : "en-GB",
      timezoneId: "Asia/Riyadh",
      viewport: { width, height },
      javaScriptEnabled: seat.scripts ?? true,
      permissions: seat.refuse ? [] : ["camera", "microphone"],
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    listen(name, page, seat.expected);
    const person = { name, lang, width, page, context };
    this.#people.push(person);
    return person;
  }

  /** One named part of the journey. */
  async step<T>(title: string, act: () => Promise<T>): Promise<T> {
    const began = Date.now();
    try {
      const result = await act();
      console.log(`✓ ${title} (${Date.now() - began} ms)`);
      return result;
    } catch (error) {
      console.log(`✗ ${title} (${Date.now() - began} ms)`);
      throw new Failure(title, error);
    }
  }

  /** A picture of everybody where they stand, for whoever has to find out why. */
  async pictureAll(prefix: string): Promise<void> {
    for (const person of this.#people) {
      await picture(person, `${prefix}-${person.name}`).catch(() => undefined);
    }
  }
}

class Failure extends Error {
  constructor(step: string, cause: unknown) {
    const said = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    super(`in the step "${step}": ${said}`);
  }
}

/** Runs a whole journey against the site at MAJLIS_URL, and ends node with its outcome. */
export async function journey(name: string, act: (j: Journey) => Promise<void>): Promise<void> {
  const more = process.env["MAJLIS_CHROMIUM_FLAGS"]?.split(" ") ?? [];
  const browser = await chromium.launch({ executablePath: setting("MAJLIS_CHROMIUM"), args: [...flags, ...more] });
  const j = new Journey(browser, setting("MAJLIS_URL"));
  try {
    await act(j);
    if (complaints.length > 0) throw new Error("it went through, but");
  } catch (error) {
    await j.pictureAll("failed");
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    if (complaints.length > 0) console.error("the browser complained:\n  " + complaints.join("\n  "));
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

function listen(name: string, page: Page, expected?: RegExp): void {
  const complain = (text: string): void => {
    if (!expected?.test(text)) complaints.push(`${name} at ${new URL(page.url(), "http://none").pathname}: ${text}`);
  };
  page.on("pageerror", (error) => complain(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || /content security policy/i.test(message.text())) complain(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 500) complain(`${response.status()} for ${response.request().method()} ${response.url()}`);
  });
}

/** Saves <name>.<lang>.<width>.png of the whole page. */
export async function picture(person: Person, name: string): Promise<void> {
  const file = `${setting("MAJLIS_SCREENSHOTS")}/${name}.${person.lang}.${person.width}.png`;
  await person.page.screenshot({ path: file, fullPage: true, animations: "disabled" });
}

/** Fails unless the page as it stands meets WCAG 2.2 AA as far as a program can tell. */
export async function accessible(person: Person): Promise<void> {
  await person.page.evaluate(axe.source);
  const violations = await person.page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const loaded = (globalThis as unknown as { axe: typeof axe }).axe;
    const result = await loaded.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return result.violations.map((v) => `${v.id}: ${v.help}\n      ` + v.nodes.map((n) => n.html).join("\n      "));
  });
  if (violations.length > 0) {
    throw new Error(`${person.page.url()} is not accessible:\n    ${violations.join("\n    ")}`);
  }
}

/** Fails if anything of the page sticks out sideways. */
export async function fits(person: Person): Promise<void> {
  const over = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) throw new Error(`${person.page.url()} is ${over} px wider than its ${person.width} px window`);
}

/** Fails with what was seen unless two values are the same. */
export function equal<T>(got: T, want: T, what: string): void {
  if (!Object.is(got, want)) throw new Error(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

/** Fails unless something holds. */
export function ok(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Waits until something can be seen, and says what could be seen instead. */
export async function see(what: Locator): Promise<void> {
  try {
    await what.first().waitFor({ state: "visible" });
  } catch {
    const page = what.page();
    const text = await page.locator("body").innerText().catch(() => "");
    throw new Error(`did not see ${String(what)} at ${page.url()}; the page says:\n${text.slice(0, 1500)}`);
  }
}

/** Waits until a question put to the page is answered with true. */
export async function until(person: Person, what: string, asked: () => boolean | Promise<boolean>, wait = patience): Promise<void> {
  try {
    await person.page.waitForFunction(asked, undefined, { timeout: wait, polling: 100 });
  } catch (error) {
    throw new Error(`${person.name} waited ${wait} ms in vain: ${what} (${error instanceof Error ? error.message.split("\n")[0] : String(error)})`);
  }
}
