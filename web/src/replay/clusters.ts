/** Marks that would lie on top of one another on the timeline, drawn as one. */
import type { Mark, MarkKind } from "./marks";

export interface Cluster {
  /** In CSS pixels from the left edge of the timeline. */
  readonly x: number;
  /** What is drawn: the one of the marks that matters most. */
  readonly kind: MarkKind;
  readonly marks: readonly Mark[];
}

/** What matters most comes first. */
const RANK: readonly MarkKind[] = [
  "lack",
  "signature",
  "status",
  "end",
  "field",
  "chat",
  "drawing",
  "documents",
  "lost",
  "left",
  "came",
  "lead",
  "page",
];

/** The marks of one line in groups; neighbours that are closer than `gap` pixels to a group's first belong to it. */
export function clustersOf(marks: readonly Mark[], xOf: (mark: Mark) => number, gap: number): Cluster[] {
  const groups: Mark[][] = [];
  for (const mark of marks) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (group && first && xOf(mark) - xOf(first) < gap) group.push(mark);
    else groups.push([mark]);
  }
  return groups.flatMap((group) => {
    const [first] = [...group].sort((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind));
    return first ? [{ x: xOf(first), kind: first.kind, marks: group }] : [];
  });
}
