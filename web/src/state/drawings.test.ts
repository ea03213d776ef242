import { expect, test } from "vitest";
import type { Annotation, Drawing } from "../protocol/frames";
import { drawingsOn, hasNotes, lastOwn, notesIn, ownLike, stacked } from "./drawings";
import { EXAMPLE_SNAPSHOT, exampleRoom } from "./example-room";

const note = (text: string, pageNumber = 1): Drawing => {
  return { kind: "note", documentId: "d1", pageNumber, place: { x: 72, y: 100 }, text };
};

const by = (userId: string, annotationId: string, drawing: Drawing): Annotation => {
  return { annotationId, userId, at: "2026-11-24T12:00:00Z", drawing };
};

const room = exampleRoom({
  live: {
    ...EXAMPLE_SNAPSHOT.live,
    annotations: [
      by("carla", "a1", note("First")),
      by("carla", "a2", note("First")),
      by("ada", "a3", note("Hers", 2)),
    ],
  },
});

test("the drawings of a page are those on that page", () => {
  expect(drawingsOn(room, "d1", 2).map(({ annotationId }) => annotationId)).toEqual(["a3"]);
  expect(drawingsOn(room, "d2", 2)).toEqual([]);
  expect([hasNotes(room, "d1"), hasNotes(room, "d2")]).toEqual([true, false]);
});

test("notes are listed as they lie in the contract", () => {
  const high = { ...note("Higher"), place: { x: 72, y: 20 } } as Drawing;
  const ink: Drawing = { kind: "ink", documentId: "d1", pageNumber: 1, points: [{ x: 1, y: 1 }] };
  const annotations = [...room.live.annotations, by("ada", "a4", high), by("ada", "a5", ink)];
  const listed = notesIn({ ...room, live: { ...room.live, annotations } });
  expect(listed.map(({ text, pageNumber }) => [text, pageNumber])).toEqual([
    ["Higher", 1],
    ["First", 1],
    ["First", 1],
    ["Hers", 2],
  ]);
});

test("one's own last drawing is the next to go, never the other's", () => {
  expect(lastOwn(room, [])?.annotationId).toBe("a2");
  expect(lastOwn(room, ["a2"])?.annotationId).toBe("a1");
  expect(lastOwn(room, ["a1", "a2"])).toBeNull();
});

test("a drawing is found again by what it looks like, the last one first", () => {
  expect(ownLike(room, note("First"))?.annotationId).toBe("a2");
  expect(ownLike(room, note("Hers", 2))).toBeNull();
});

test("notes beside a page keep their place, or give way downwards", () => {
  expect(stacked([100, 400], [50, 50], 8)).toEqual([100, 400]);
  expect(stacked([100, 120, 90], [50, 50, 50], 8)).toEqual([148, 206, 90]);
});
