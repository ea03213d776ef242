/** F6 and Shift+F6 go from one region of the room to the next, as they do in desktop programs. */

const FOCUSABLE = "a[href], button:not([tabindex='-1']), input, select, textarea, [tabindex='0']";

/** Moves the focus if the key asks for it; true if it did. */
export function moveBetweenRegions(event: KeyboardEvent, root: ParentNode): boolean {
  if (event.key !== "F6") return false;
  const regions = [...root.querySelectorAll<HTMLElement>("[data-region]")].filter(hasFocusable);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const count = regions.length;
  const next = event.shiftKey ? (at <= 0 ? count - 1 : at - 1) : (at + 1) % count;
  regions[next]?.querySelector<HTMLElement>(FOCUSABLE)?.focus();
  event.preventDefault();
  return true;
}

function hasFocusable(region: HTMLElement): boolean {
  return region.querySelector(FOCUSABLE) !== null;
}
