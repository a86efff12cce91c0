/** Whether camera or microphone are already allowed, so that joining needs no gesture. */
export async function canCapture(): Promise<boolean> {
  if (!navigator.permissions) return false;
  try {
    const answers = await Promise.all(
      ["camera", "microphone"].map((name) => navigator.permissions.query({ name: name as PermissionName })),
    );
    return answers.every((answer) => answer.state === "granted");
  } catch {
    return false; // a browser that does not know these names asks by itself
  }
}

let awake = false;

/** Keeps the screen on during a call, where the browser can; again after the page was hidden. */
export async function keepAwake(): Promise<void> {
  if (awake || !("wakeLock" in navigator)) return;
  awake = true;
  const ask = async (): Promise<void> => {
    try {
      await navigator.wakeLock.request("screen");
    } catch {
      // Low battery, or the page is hidden: the call goes on without.
    }
  };
  await ask();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void ask();
  });
}
