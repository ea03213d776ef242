/** Signals on their way out: at most so many a second, the latest wins, nothing is kept for later. */
import type { ClientSignal } from "./frames.ts";

/** A signal that may be dropped; `pageShown` is not, because signing depends on it. */
export type PassingSignal = Exclude<ClientSignal, { type: "pageShown" }>;

/** The signals that wait for their turn, and when each kind was sent last, by kind and field. */
export interface SignalQueue {
  readonly waiting: Readonly<Record<string, PassingSignal>>;
  readonly sentAt: Readonly<Record<string, number>>;
}

/** Milliseconds between two signals of a kind: twenty pointers a second, ten of the others. */
const GAP_MS = { pointer: 50, viewport: 100, typing: 100 } as const;

export const NO_SIGNALS: SignalQueue = { waiting: {}, sentAt: {} };

/** The queue with one more signal; an older one of the same kind gives way to it. */
export function withSignal(queue: SignalQueue, signal: PassingSignal): SignalQueue {
  return { ...queue, waiting: { ...queue.waiting, [keyOf(signal)]: signal } };
}

/** The queue after everything that is due now has been taken out, and what was taken. */
export function takeDue(queue: SignalQueue, at: number): [SignalQueue, PassingSignal[]] {
  const entries = Object.entries(queue.waiting);
  const due = entries.filter(([key, signal]) => dueAt(queue, key, signal) <= at);
  const later = entries.filter(([key, signal]) => dueAt(queue, key, signal) > at);
  const sentAt = { ...queue.sentAt, ...Object.fromEntries(due.map(([key]) => [key, at])) };
  return [{ waiting: Object.fromEntries(later), sentAt }, due.map(([, signal]) => signal)];
}

/** When the next signal is due, or null when none waits. */
export function nextDue(queue: SignalQueue): number | null {
  const times = Object.entries(queue.waiting).map(([key, signal]) => dueAt(queue, key, signal));
  return times.length === 0 ? null : Math.min(...times);
}

function dueAt(queue: SignalQueue, key: string, signal: PassingSignal): number {
  return (queue.sentAt[key] ?? -Infinity) + GAP_MS[signal.type];
}

function keyOf(signal: PassingSignal): string {
  return signal.type === "typing" ? `typing ${signal.fieldId}` : signal.type;
}
