/** Whether a recording can be relied on, and what is not in it. */
import type { Keep } from "../protocol/frames";
import type { WholeRecording } from "./recording";
import type { Lack } from "./told";

export type Verdict = "whole" | "lacking" | "altered" | "open" | "closing";

export interface Soundness {
  readonly verdict: Verdict;
  /** Where the recording lacks something. */
  readonly lacks: readonly Lack[];
  /** Whether the session is over and its end was not recorded. */
  readonly lacksEnd: boolean;
  /** What was not kept, or not all the time. */
  readonly unkept: readonly Keep[];
}

export function soundnessOf({ view, told }: WholeRecording): Soundness {
  const lacks = told.filter((one): one is Lack => one.type === "lack");
  const lacksEnd = view.isClosed && !told.some(({ type }) => type === "sessionEnded");
  return { verdict: verdictOf(view, lacks.length > 0 || lacksEnd), lacks, lacksEnd, unkept: unkeptIn(view) };
}

function verdictOf(view: WholeRecording["view"], isLacking: boolean): Verdict {
  if (view.fault !== null) return "altered";
  if (view.session.status === "ACTIVE") return "open";
  if (!view.isClosed) return "closing";
  return isLacking ? "lacking" : "whole";
}

const KEEPS: readonly Keep[] = ["chat", "drawings", "places", "pointer"];

function unkeptIn({ kept }: WholeRecording["view"]): Keep[] {
  return KEEPS.filter((keep) => kept.some(({ what }) => !what.includes(keep)));
}
