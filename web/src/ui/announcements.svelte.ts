/** What assistive technology is told without moving the focus; `announcer.svelte` holds the live regions. */

type Urgency = "polite" | "assertive";

const spoken = $state<Record<Urgency, string>>({ polite: "", assertive: "" });

/** The texts of the two live regions. */
export function announced(): Readonly<Record<Urgency, string>> {
  return spoken;
}

/** Says something once; the same words again are heard again. */
export function announce(text: string, urgency: Urgency = "polite"): void {
  // A live region speaks only when its text changes: a no-break space makes a repeat a change.
  spoken[urgency] = spoken[urgency] === text ? `${text}\u00a0` : text;
}
