/** Replaces the browser's own file control by one that speaks the page's language and takes drops. */
export function showChosen(drop: HTMLElement): void {
  const input = drop.querySelector("input");
  const text = drop.querySelector<HTMLElement>(".drop__text");
  if (!input || !text) return;
  const invitation = text.textContent ?? "";
  text.hidden = false;
  drop.classList.add("drop--ready");

  const over = (on: boolean) => (): void => void drop.classList.toggle("drop--over", on);
  input.addEventListener("dragenter", over(true));
  input.addEventListener("dragleave", over(false));
  input.addEventListener("drop", over(false));
  input.addEventListener("change", () => {
    const names = [...(input.files ?? [])].map((file) => {
      const name = document.createElement("bdi");
      name.textContent = file.name;
      return name;
    });
    text.replaceChildren(...(names.length > 0 ? names.flatMap((name, at) => (at > 0 ? [document.createElement("br"), name] : [name])) : [invitation]));
  });
}
