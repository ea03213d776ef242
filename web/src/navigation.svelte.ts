/** Where the client is, and how it gets elsewhere: the browser's history as one reactive value. */
import { isOwnPath, routeAt, type Route } from "./router";

interface Place {
  readonly route: Route;
  readonly query: URLSearchParams;
}

let place = $state.raw<Place>(placeNow());

/** The present route and query. */
export function here(): Place {
  return place;
}

/** Goes to an address of this client; `replace` leaves no way back to the present one. */
export function goTo(address: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  place = placeNow();
  if (how === "push") scrollTo(0, 0);
}

/** Follows links and the back button inside the page; returns what undoes it. */
export function followLinks(): () => void {
  const moved = () => (place = placeNow());
  addEventListener("popstate", moved);
  document.addEventListener("click", followLink);
  return () => {
    removeEventListener("popstate", moved);
    document.removeEventListener("click", followLink);
  };
}

function placeNow(): Place {
  return { route: routeAt(location.pathname), query: new URLSearchParams(location.search) };
}

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
    return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.target !== "" || link.hasAttribute("download")) return;
  const url = new URL(link.href, location.href);
  if (url.origin !== location.origin || !isOwnPath(url.pathname)) return;
  if (url.hash !== "" && url.pathname === location.pathname) return;
  event.preventDefault();
  goTo(url.pathname + url.search);
}
