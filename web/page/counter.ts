/** Says under a text area how many characters are left, once few are. */
export function countLeft(field: HTMLElement): void {
  const area = field.querySelector("textarea");
  const text = field.querySelector<HTMLElement>("[data-counter-text]");
  const most = Number(field.dataset["counter"]);
  if (!area || !text || !most) return;
  const resting = text.textContent ?? "";

  const say = (): void => {
    const left = most - [...area.value].length;
    const sentence = left < 0 ? text.dataset["counterOver"] : text.dataset["counterText"];
    text.textContent = area.value === "" ? resting : (sentence ?? "").replace("{n}", String(Math.abs(left)));
    text.classList.toggle("field__count--over", left < 0);
  };
  area.addEventListener("input", say);
  say();
}
