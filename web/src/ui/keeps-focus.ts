/** Keeps the place of the keyboard where controls come and go. */
import type { Attachment } from "svelte/attachments";

const keepers = new WeakSet<Element>();

const CONTROLS = "button, a[href], input, select, textarea, [tabindex='0']";

/**
 * When the control of an element that has the focus goes, what comes next there takes it, and it never falls to
 * the page as a whole. Needs a `tabindex`, for when no control is left. Of several around one control the innermost
 * that is still there keeps the place.
 */
export const keepsFocus: Attachment<HTMLElement> = (element) => {
  let held: { readonly control: Element; readonly keepers: readonly Element[] } | null = null;

  function moved(event: FocusEvent) {
    const control = event.target;
    const isInside = control instanceof Element && element.contains(control);
    held = isInside ? { control, keepers: keepersOf(control) } : null;
  }

  function changed() {
    if (held === null || held.control.isConnected) return;
    const keeper = held.keepers.find((one) => one.isConnected);
    held = null;
    if (keeper === element && isNowhere()) focusNext(element);
  }

  const observer = new MutationObserver(changed);
  observer.observe(element, { childList: true, subtree: true });
  keepers.add(element);
  document.addEventListener("focusin", moved);
  return () => {
    keepers.delete(element);
    observer.disconnect();
    document.removeEventListener("focusin", moved);
  };
};

/** The elements around a control that keep the place of the keyboard, the innermost first. */
function keepersOf(control: Element): Element[] {
  const found: Element[] = [];
  for (let around: Element | null = control; around; around = around.parentElement) {
    if (keepers.has(around)) found.push(around);
  }
  return found;
}

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
