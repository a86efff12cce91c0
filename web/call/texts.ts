/** Sentences come from the page, in its language; a script holds none. */
export type Say = (name: string, values?: Record<string, string | number>) => string;

export function textsOf(root: ParentNode = document): Say {
  const known = new Map<string, string>();
  root.querySelectorAll<HTMLElement>("#texts > [data-text]").forEach((item) => known.set(item.dataset["text"] ?? "", item.textContent ?? ""));
  return (name, values = {}) => {
    const text = known.get(name);
    if (text === undefined) return "";
    return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
  };
}

/** Says something to screen readers through the page's live region. */
export function announce(text: string): void {
  const live = document.getElementById("live");
  if (live && live.textContent !== text) live.textContent = text;
}

let shown: ReturnType<typeof setTimeout> | undefined;

/** Says something to everybody: in the live region, and for a while where it is seen. */
export function tell(text: string): void {
  announce(text);
  const place = element("told");
  if (!place) return;
  place.textContent = text;
  place.hidden = text === "";
  clearTimeout(shown);
  shown = setTimeout(() => {
    place.hidden = true;
  }, 8000);
}

const zone = "Asia/Riyadh";

/** The time of day in Riyadh, in the page's language and Latin digits. */
export function clock(at: Date): string {
  const language = document.documentElement.lang === "en" ? "en-GB" : "ar-SA";
  return new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { hour: "numeric", minute: "2-digit", hour12: true, timeZone: zone }).format(at).replace(/\s/g, "\u00a0");
}

export function element<T extends HTMLElement>(id: string): T | null {
  return document.getElementById(id) as T | null;
}

/** What was chosen on this device, from one visit to the next; a browser may forbid keeping anything. */
export function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(`majlis.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`majlis.${name}`, value);
  } catch {
    // It holds for this visit only.
  }
}
