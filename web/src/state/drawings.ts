/** What is drawn on the pages: where, by whom, and what one could take away again. */
import type { Anchor, Annotation, Drawing } from "../protocol/frames";
import { canonicalJson, type Json } from "./canonical-json";
import type { Room } from "./room";

/** The drawings on a page, oldest first. */
export function drawingsOn(room: Room, documentId: string, pageNumber: number): Annotation[] {
  return room.live.annotations.filter(
    ({ drawing }) => drawing.documentId === documentId && drawing.pageNumber === pageNumber,
  );
}

/** A note with the place that it is pinned to. */
export interface Pinned extends Pick<Annotation, "annotationId" | "userId" | "at"> {
  readonly documentId: string;
  readonly pageNumber: number;
  readonly place: Anchor;
  readonly text: string;
}

/** All notes as they lie in the contract: by document, page and height. */
export function notesIn(room: Room): Pinned[] {
  const order = room.documents.map(({ documentId }) => documentId);
  const pinned = room.live.annotations.flatMap(({ annotationId, userId, at, drawing }) =>
    drawing.kind === "note" ? [{ ...drawing, annotationId, userId, at }] : [],
  );
  return pinned.sort(
    (one, other) =>
      order.indexOf(one.documentId) - order.indexOf(other.documentId) ||
      one.pageNumber - other.pageNumber ||
      one.place.y - other.place.y,
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
