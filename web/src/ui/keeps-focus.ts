/** Keeps the place of the keyboard where controls come and go. */
import type { Attachment } from "svelte/attachments";

const CONTROLS = "button, a[href], input, select, textarea, [tabindex='0']";

/**
 * When the control of an element that has the focus goes, what comes next there takes it, and it never falls to
 * the page as a whole. Needs a `tabindex`, for when no control is left.
 */
export const keepsFocus: Attachment<HTMLElement> = (element) => {
  let held: Element | null = null;

  function moved(event: FocusEvent) {
    held = event.target instanceof Element && element.contains(event.target) ? event.target : null;
  }

  function changed() {
    if (held === null || held.isConnected) return;
    held = null;
    if (isNowhere()) focusNext(element);
  }

  const observer = new MutationObserver(changed);
  observer.observe(element, { childList: true, subtree: true });
  document.addEventListener("focusin", moved);
  return () => {
    observer.disconnect();
    document.removeEventListener("focusin", moved);
  };
};

/** Whether nothing has the focus. */
export function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Puts the focus on what comes next in an element: on the part that is marked by `data-next`, if there is one. */
export function focusNext(element: HTMLElement): void {
  const next = element.querySelector<HTMLElement>("[data-next]") ?? element;
  const control = next.matches(CONTROLS) ? next : next.querySelector<HTMLElement>(CONTROLS);
  (control ?? next).focus();
}
