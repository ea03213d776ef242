/** Where the time is written below the timeline. */

const MINUTE_MS = 60_000;
const STEPS_MIN = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480];

/** Full minutes between two times, evenly apart, at most so many. */
export function ticksOf(start: number, end: number, most: number): number[] {
  const step =
    MINUTE_MS * (STEPS_MIN.find((minutes) => (end - start) / (minutes * MINUTE_MS) <= most) ?? 1440);
  const first = Math.ceil(start / step) * step;
  return Array.from(
    { length: Math.max(0, Math.floor((end - first) / step) + 1) },
    (_, index) => first + index * step,
  );
}
