/** What is drawn on the pages: where, by whom, and what one could take away again. */
import type { Annotation, Drawing } from "../protocol/frames";
import { canonicalJson, type Json } from "./canonical-json";
import type { Room } from "./room";

/** The drawings on a page, oldest first. */
export function drawingsOn(room: Room, documentId: string, pageNumber: number): Annotation[] {
  return room.live.annotations.filter(
    ({ drawing }) => drawing.documentId === documentId && drawing.pageNumber === pageNumber,
  );
}

/** Whether a document has notes. */
export function hasNotes(room: Room, documentId: string): boolean {
  return room.live.annotations.some(
    ({ drawing }) => drawing.kind === "note" && drawing.documentId === documentId,
  );
}

/** One's own last drawing, but for those that are being taken away already. */
export function lastOwn(room: Room, leaving: readonly string[]): Annotation | null {
  const own = room.live.annotations.filter(
    ({ userId, annotationId }) => userId === room.me.userId && !leaving.includes(annotationId),
  );
  return own.at(-1) ?? null;
}

/** One's own last drawing that looks just like this one: what the server made of it. */
export function ownLike(room: Room, drawing: Drawing): Annotation | null {
  const wanted = canonicalJson(drawing as unknown as Json);
  const own = room.live.annotations.filter(
    (one) => one.userId === room.me.userId && canonicalJson(one.drawing as unknown as Json) === wanted,
  );
  return own.at(-1) ?? null;
}

/** The tops of notes beside a page: each where it belongs, or below the one above it. */
export function stacked(wanted: readonly number[], heights: readonly number[], gap: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const tops = [...wanted];
  let free = -Infinity;
  for (const index of order) {
    const top = Math.max(wanted[index] ?? 0, free);
    tops[index] = top;
    free = top + (heights[index] ?? 0) + gap;
  }
  return tops;
}
