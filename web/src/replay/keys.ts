/** The keys of the replay. */

export type KeyAct = "toggle" | "earlier" | "later" | "start" | "end";

const ACTS: Readonly<Record<string, KeyAct>> = {
  " ": "toggle",
  ArrowLeft: "earlier",
  ArrowRight: "later",
  Home: "start",
  End: "end",
};

/** Keys that a control has a use of its own for stay with it. */
const OWN_USE: Readonly<Record<KeyAct, string>> = {
  toggle: "button, a, summary, input, select, textarea, dialog *",
  earlier: "input, select, textarea, [role=tab], dialog *",
  later: "input, select, textarea, [role=tab], dialog *",
  start: "input, select, textarea, [role=tab], dialog *",
  end: "input, select, textarea, [role=tab], dialog *",
};

/** What a key asks the replay to do, if anything. */
export function keyAct(event: KeyboardEvent): KeyAct | null {
  const act = ACTS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return null;
  return event.target instanceof Element && event.target.matches(OWN_USE[act]) ? null : act;
}
