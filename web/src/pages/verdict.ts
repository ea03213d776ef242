/** What a verdict on a file comes to, in one sentence. */
import type { Verdict } from "../protocol/shapes";
import { verify as words } from "../words/verify";

/** A file that is whole but sealed by strangers is told apart from one that was changed. */
export function headlineOf({ valid, intact, when, complete }: Verdict): string {
  if (valid) return words.genuine;
  return intact.ok && when.ok && complete.ok ? words.sealedElsewhere : words.notGenuine;
}
