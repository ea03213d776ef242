/** What a closed connection means: come back, or stay away and say why. */

/** Why a connection is over for good. */
export type Ending = "left" | "ended" | "replaced" | "signedOut" | "gone" | "outdated" | "refused";

const ENDINGS: Readonly<Record<number, Ending>> = {
  4503: "signedOut",
  4504: "replaced",
  4510: "ended",
  4526: "outdated",
};

/** Codes after which the server asks for patience before the next attempt. */
const SLOW = new Set([4029, 4053]);

const FIRST_DELAY_MS = 500;
const SLOW_DELAY_MS = 2_000;
/** For so many tries, which are longer than a restart, nobody waits longer than this between two. */
const BRISK_DELAY_MS = 1_500;
const BRISK_TRIES = 10;
const LONGEST_DELAY_MS = 20_000;
const LONGEST_HIDDEN_DELAY_MS = 300_000;

/** The ending that a close code stands for, or null when the connection should come back. */
export function endingOf(code: number): Ending | null {
  if (code < 4500 || code > 4999) return null;
  return ENDINGS[code] ?? "refused";
}

/** Milliseconds until the next attempt: full jitter, short while a restart may last, then doubling; slower in a hidden tab. */
export function delayOf(failures: number, code: number, chance: number, hidden: boolean): number {
  const longest = hidden ? LONGEST_HIDDEN_DELAY_MS : LONGEST_DELAY_MS;
  const shortest = SLOW.has(code) ? SLOW_DELAY_MS : FIRST_DELAY_MS;
  const brisk = SLOW.has(code) ? LONGEST_DELAY_MS : BRISK_DELAY_MS;
  const early = Math.min(brisk, shortest * 2 ** Math.min(failures, 20));
  const late = Math.min(Math.max(0, failures - BRISK_TRIES), 20);
  const ceiling = Math.min(longest, early * 2 ** late);
  return Math.round(shortest + chance * Math.max(0, ceiling - shortest));
}
