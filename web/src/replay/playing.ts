/** How time passes while a film is played. */
import type { Film } from "./film";

export const SPEEDS = ["1", "2", "4", "8"] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Pace {
  readonly speed: Speed;
  /** Whether long stretches in which nothing happens are passed over. */
  readonly skips: boolean;
}

/** A stretch that is passed over when pauses are skipped. */
export interface Cut {
  readonly from: number;
  readonly to: number;
}

/** Shorter silences belong to what happens around them. */
const LONGEST_SILENCE_MS = 5_000;
/** So much of a silence is left at both of its ends, so that nothing comes out of nowhere. */
const BREATH_MS = 1_500;

/** The pauses of a film that are passed over. */
export function cutsOf({ start, end, moments }: Pick<Film, "start" | "end" | "moments">): Cut[] {
  const times = [start, ...moments.map(({ at }) => at), end];
  return times.flatMap((from, index) => {
    const to = times[index + 1] ?? from;
    return to - from > LONGEST_SILENCE_MS ? [{ from: from + BREATH_MS, to: to - BREATH_MS }] : [];
  });
}

/** The moment that is reached when a film has been played on for so many milliseconds. */
export function advance(
  { end }: Pick<Film, "end">,
  cuts: readonly Cut[],
  at: number,
  elapsedMs: number,
  { speed, skips }: Pace,
): number {
  const reached = at + elapsedMs * Number(speed);
  const cut = skips ? cuts.find(({ from, to }) => at < to && reached >= from) : undefined;
  return Math.min(end, cut ? Math.max(reached, cut.to) : reached);
}
