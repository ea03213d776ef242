/** A recording as the server gives it out: how the session began, and everything that was told in it. */
import { fetchBatches, fetchRecording } from "../protocol/api";
import type { Batch, Recording } from "../protocol/shapes";
import type { Lack, Told } from "./told";

export interface WholeRecording {
  readonly view: Recording;
  readonly told: readonly Told[];
  /** When each batch was written. */
  readonly times: readonly string[];
}

/** Reads a recording from beginning to end. */
export async function readRecording(sessionId: string): Promise<WholeRecording> {
  const view = await fetchRecording(sessionId);
  let batches: readonly Batch[] = [];
  for (let after: number | null = view.batches > 0 ? 0 : null; after !== null;) {
    const page = await fetchBatches(sessionId, after);
    batches = [...batches, ...page.items];
    after = page.nextAfter;
  }
  return { view, told: toldIn(batches, view.gaps), times: batches.map(({ at }) => at) };
}

/** Everything in the batches in order, and where something is missing, that. */
export function toldIn(batches: readonly Batch[], gaps: Recording["gaps"]): Told[] {
  return batches.flatMap((batch) => {
    // The server wrote these texts itself; what it does not know it does not write.
    const told = JSON.parse(batch.events) as readonly Told[];
    const at = told[0]?.at ?? batch.at;
    return [...gaps.filter(({ number }) => number === batch.number).map((gap) => lackAt(gap, at)), ...told];
  });
}

function lackAt({ reason, from, to }: Recording["gaps"][number], at: string): Lack {
  const events = from === null || to === null ? null : to - from + 1;
  return { type: "lack", at, reason: reason === "restarted" ? "restarted" : "missing", events };
}
