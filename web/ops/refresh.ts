const every = 5000;

/** Asks for the same page again and puts its live part in place, unless somebody is using it. */
export function refresh(): void {
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    void (async () => {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live-part");
      const old = document.getElementById("live-part");
      if (!fresh || !old || old.contains(document.activeElement)) return;
      old.replaceWith(document.importNode(fresh, true));
    })().catch(() => undefined); // the server is away: what was seen last stays
  }, every);
}
