import type { ChatLine, SharedDocument } from "./protocol.ts";

export type Kept = { chat: ChatLine } | { document: SharedDocument };

const most = 200;

/** What was written in this audience, for a page that is loaded again. It stays in this tab, and goes with the audience. */
export class Memory {
  readonly #name = `majlis.said ${location.pathname}${location.search}`;
  #lines: Kept[] = [];

  /** What was kept before the page was loaded again. */
  recall(): Kept[] {
    try {
      this.#lines = JSON.parse(sessionStorage.getItem(this.#name) ?? "[]") as Kept[];
    } catch {
      this.#lines = [];
    }
    return this.#lines;
  }

  keep(line: Kept): void {
    this.#lines = [...this.#lines, line].slice(-most);
    try {
      sessionStorage.setItem(this.#name, JSON.stringify(this.#lines));
    } catch {
      // A browser that keeps nothing shows what comes from now on.
    }
  }

  forget(): void {
    this.#lines = [];
    try {
      sessionStorage.removeItem(this.#name);
    } catch {
      // nothing was kept
    }
  }
}
