/** Whether a recording can be relied on, and what is not in it. */
import type { Keep } from "../protocol/frames";
import type { WholeRecording } from "./recording";
import { isWithheld, type Lack } from "./told";

export type Verdict = "whole" | "lacking" | "altered" | "open" | "closing";

export interface Soundness {
  readonly verdict: Verdict;
  /** Where the recording lacks something. */
  readonly lacks: readonly Lack[];
  /** Whether the session is over and its end was not recorded. */
  readonly lacksEnd: boolean;
  /** What was not kept, or never happened. */
  readonly unkept: readonly Keep[];
}

export function soundnessOf({ view, told }: WholeRecording): Soundness {
  const lacks = told.filter((one): one is Lack => one.type === "lack");
  const lacksEnd = view.isClosed && !told.some(({ type }) => type === "sessionEnded");
  return { verdict: verdictOf(view, lacks.length > 0 || lacksEnd), lacks, lacksEnd, unkept: unkeptIn(told) };
}

function verdictOf(view: WholeRecording["view"], isLacking: boolean): Verdict {
  if (view.fault !== null) return "altered";
  if (view.session.status === "ACTIVE") return "open";
  if (!view.isClosed) return "closing";
  return isLacking ? "lacking" : "whole";
}

const NEEDS: Readonly<Record<string, Keep>> = {
  chatMessage: "chat",
  annotationAdd: "drawings",
  annotationRemove: "drawings",
};

/** Chat and drawings that were not kept leave a trace; of places and pointers there is nothing then. */
function unkeptIn(told: WholeRecording["told"]): Keep[] {
  const withheld = new Set(told.filter(isWithheld).map(({ type }) => NEEDS[type]));
  const types = new Set(told.map(({ type }) => type));
  const isUnkept: Readonly<Record<Keep, boolean>> = {
    chat: withheld.has("chat"),
    drawings: withheld.has("drawings"),
    places: !types.has("viewport"),
    pointer: !types.has("pointer"),
  };
  return (Object.keys(isUnkept) as Keep[]).filter((keep) => isUnkept[keep]);
}
