/** Keeps what a page shows up to date while somebody looks at it. */

const INTERVAL_MS = 10_000;

/** Calls `refresh` every ten seconds while the page is visible, and when it comes into view; returns the end. */
export function keepFresh(refresh: () => Promise<unknown>, everyMs = INTERVAL_MS): () => void {
  const look = () => {
    if (document.visibilityState === "visible") void refresh();
  };
  const timer = setInterval(look, everyMs);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
