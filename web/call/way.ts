import type { Route } from "./peer.ts";

const kept = "majlis.way";

/**
 * The way that this window's calls take: "relay" once somebody has chosen it because their network lets nothing else
 * through (`?way=relay` in a page's address), until they choose again.
 */
export function keptRoute(): Route {
  if (typeof location === "undefined") return "all";
  const asked = new URLSearchParams(location.search).get("way");
  try {
    if (asked === "relay" || asked === "all") sessionStorage.setItem(kept, asked);
    return sessionStorage.getItem(kept) === "relay" ? "relay" : "all";
  } catch {
    return asked === "relay" ? "relay" : "all"; // a window that keeps nothing
  }
}
