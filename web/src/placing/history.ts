/** What was changed, and back again: a value with its past and its undone future. */

const LONGEST = 200;

export interface History<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  readonly future: readonly Value[];
}

/** A value that has no past. */
export function begin<Value>(present: Value): History<Value> {
  return { past: [], present, future: [] };
}

/** A new present; what had been undone is gone. The same value again is no change. */
export function change<Value>(history: History<Value>, next: Value): History<Value> {
  if (next === history.present) return history;
  return { past: [...history.past, history.present].slice(-LONGEST), present: next, future: [] };
}

/** The present before the last change. */
export function undo<Value>({ past, present, future }: History<Value>): History<Value> {
  const last = past.at(-1);
  if (last === undefined) return { past, present, future };
  return { past: past.slice(0, -1), present: last, future: [present, ...future] };
}

/** The present before the last undo. */
export function redo<Value>({ past, present, future }: History<Value>): History<Value> {
  const [next, ...rest] = future;
  if (next === undefined) return { past, present, future };
  return { past: [...past, present], present: next, future: rest };
}
