/** Doing something at most so often, with the latest value never lost. */

/** A function that passes values on at once, but no two within `gapMs`; of those that come sooner the last one waits. */
export function paced<Value>(gapMs: number, pass: (value: Value) => void): (value: Value) => void {
  let last = -Infinity;
  let waiting: { value: Value } | null = null;

  function passOn(value: Value): void {
    last = performance.now();
    pass(value);
  }

  function passWaiting(): void {
    const due = waiting;
    waiting = null;
    if (due) passOn(due.value);
  }

  return (value) => {
    const wait = last + gapMs - performance.now();
    if (waiting === null && wait > 0) setTimeout(passWaiting, wait);
    if (waiting !== null || wait > 0) waiting = { value };
    else passOn(value);
  };
}
