import { element } from "./texts.ts";

/** The panes beside the tiles, one at a time: tabs choose, buttons of the bar open and close them. */
export class Aside {
  readonly #box = element("call-aside");
  readonly #tabs = [...document.querySelectorAll<HTMLElement>('#call-aside [role="tab"]')];
  #opener: HTMLElement | null = null;
  #open = "";
  #waiting = new Map<string, number>(); // what came to a pane while it was not looked at

  constructor() {
    this.#tabs.forEach((tab) => tab.addEventListener("click", () => this.show(nameOf(tab))));
    element("call-aside")?.querySelector('[role="tablist"]')?.addEventListener("keydown", (event) => this.#walk(event as KeyboardEvent));
    for (const tab of this.#tabs) {
      const opener = element(`call-${nameOf(tab)}`);
      opener?.addEventListener("click", () => this.#toggle(nameOf(tab), opener));
    }
    element("aside-close")?.addEventListener("click", () => this.close());
    this.#box?.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** Opens the first pane where there is room for it beside the tiles. */
  openIfRoom(): void {
    const first = this.#tabs[0];
    if (first && window.matchMedia("(min-width: 60rem)").matches) this.show(nameOf(first));
  }

  show(name: string): void {
    if (!this.#box) return;
    this.#open = name;
    this.#box.hidden = false;
    for (const tab of this.#tabs) {
      const chosen = nameOf(tab) === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      element(`pane-${nameOf(tab)}`)?.toggleAttribute("hidden", !chosen);
    }
    this.#waiting.delete(name);
    this.#press();
  }

  close(): void {
    if (!this.#box || this.#box.hidden) return;
    const had = this.#box.contains(document.activeElement);
    this.#box.hidden = true;
    this.#open = "";
    this.#press();
    if (had) (this.#opener ?? element("call-chat"))?.focus();
  }

  /** Counts on a pane's button what came while the pane was closed. */
  came(name: string): void {
    if (this.#open === name) return;
    this.#waiting.set(name, (this.#waiting.get(name) ?? 0) + 1);
    this.#press();
  }

  #toggle(name: string, opener: HTMLElement): void {
    this.#opener = opener;
    if (this.#open === name) return this.close();
    this.show(name);
    element(`pane-${name}`)?.focus();
  }

  #press(): void {
    for (const tab of this.#tabs) {
      const name = nameOf(tab);
      element(`call-${name}`)?.setAttribute("aria-pressed", String(name === this.#open));
      const count = this.#waiting.get(name) ?? 0;
      const badge = element(`call-${name}-badge`);
      if (badge) {
        badge.hidden = count === 0;
        badge.textContent = count === 0 ? "" : String(count);
      }
    }
  }

  #walk(event: KeyboardEvent): void {
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const step = event.key === forward ? 1 : event.key === "ArrowLeft" || event.key === "ArrowRight" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = this.#tabs.findIndex((tab) => nameOf(tab) === this.#open);
    const next = this.#tabs[(at + step + this.#tabs.length) % this.#tabs.length];
    if (!next) return;
    this.show(nameOf(next));
    next.focus();
  }
}

function nameOf(tab: HTMLElement): string {
  return tab.id.replace("tab-", "");
}
