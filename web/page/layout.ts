import { countLeft } from "./counter.ts";
import { orderPreferences } from "./preferences.ts";
import { guardSubmit } from "./submit.ts";
import { showChosen } from "./upload.ts";

/** Improves the layout and the components of every page; pages work without. */

function openMenu(button: HTMLButtonElement): void {
  const nav = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (!nav) return;
  const set = (open: boolean): void => {
    button.setAttribute("aria-expanded", String(open));
    nav.toggleAttribute("data-closed", !open);
  };
  button.hidden = false;
  set(false);
  button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
}

document.querySelectorAll<HTMLButtonElement>("[data-menu]").forEach(openMenu);
document.querySelectorAll<HTMLElement>("[data-counter]").forEach(countLeft);
document.querySelectorAll<HTMLElement>("[data-preferences]").forEach(orderPreferences);
document.querySelectorAll<HTMLElement>("[data-drop]").forEach(showChosen);
document.querySelectorAll<HTMLFormElement>('form[method="post"]').forEach(guardSubmit);
document.querySelector<HTMLElement>("[data-focus]")?.focus();
