/**
 * Lets the lines of a preference list be moved up and down. The selects stay
 * what is sent; choosing what another line holds swaps the two.
 */
export function orderPreferences(group: HTMLElement): void {
  const selects = [...group.querySelectorAll("select")];
  const before = selects.map((select) => select.value);

  const remember = (): void => selects.forEach((select, at) => (before[at] = select.value));

  const swap = (from: number, to: number): void => {
    const a = selects[from];
    const b = selects[to];
    if (!a || !b) return;
    [a.value, b.value] = [b.value, a.value];
    remember();
  };

  selects.forEach((select, at) => {
    select.addEventListener("change", () => {
      const twin = selects.findIndex((other, place) => place !== at && other.value !== "" && other.value === select.value);
      const held = selects[twin];
      if (held) held.value = before[at] ?? "";
      remember();
    });
    const moves = select.closest("li")?.querySelector<HTMLElement>("[hidden]");
    if (!moves) return;
    moves.hidden = false;
    moves.querySelectorAll<HTMLButtonElement>("[data-move]").forEach((button) => {
      const to = button.dataset["move"] === "up" ? at - 1 : at + 1;
      button.disabled = to < 0 || to >= selects.length;
      button.addEventListener("click", () => swap(at, to));
    });
  });
}
