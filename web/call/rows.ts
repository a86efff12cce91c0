import { element } from "./texts.ts";

/** A copy of what a template holds. */
export function clone(id: string): HTMLElement {
  const model = element<HTMLTemplateElement>(id);
  if (!model) throw new Error(`there is no template ${id}`);
  return (model.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
}

/** Sets a text where it differs, so that nothing is read out twice. */
export function set(root: ParentNode, selector: string, text: string): void {
  const target = root.querySelector<HTMLElement>(selector);
  if (target && target.textContent !== text) target.textContent = text;
}

/** A small button. Its name tells it from the others of a row, so that the focus finds it again. */
export function button(name: string, label: string, act: () => void): HTMLElement {
  const made = clone("button-model");
  made.dataset["do"] = name;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

/**
 * Makes a list show these rows, told apart by data-key. A row that says the same already stays as it is: what is
 * being pressed, or has the focus, is not taken away; a row that is drawn anew gives the focus to the same button.
 */
export function show(list: HTMLElement, rows: HTMLElement[]): void {
  const old = new Map([...list.children].map((row) => [(row as HTMLElement).dataset["key"] ?? "", row as HTMLElement]));
  const kept = rows.map((row) => {
    const before = old.get(row.dataset["key"] ?? "");
    return before?.isEqualNode(row) ? before : row;
  });
  if (kept.length === list.children.length && kept.every((row, n) => row === list.children[n])) return;
  const focused = list.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
  const key = focused?.closest<HTMLElement>("[data-key]")?.dataset["key"];
  list.replaceChildren(...kept);
  if (focused && !focused.isConnected) {
    list.querySelector<HTMLElement>(`[data-key="${key}"] [data-do="${focused.dataset["do"]}"]`)?.focus();
  } else if (focused && document.activeElement !== focused) {
    focused.focus();
  }
}
