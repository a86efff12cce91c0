/** Swallows the second click on a button that is already sending. */
export function guardSubmit(form: HTMLFormElement): void {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    const now = performance.now();
    if (sentAt > 0 && now - sentAt < 4000) {
      event.preventDefault();
      return;
    }
    sentAt = now;
  });
  window.addEventListener("pageshow", () => (sentAt = 0));
}
