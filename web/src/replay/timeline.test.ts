import { expect, test } from "vitest";
import { attentionRows, totals } from "./attention-rows";
import { clustersOf } from "./clusters";
import type { Mark, MarkKind } from "./marks";
import { ticksOf } from "./ticks";

const mark = (at: number, kind: MarkKind): Mark => ({ at, kind, userId: "ada", sentence: kind });

test("marks that would cover one another are drawn as the one that matters most", () => {
  const found = clustersOf([mark(0, "page"), mark(10, "signature"), mark(40, "chat")], ({ at }) => at, 20);
  expect(found.map(({ x, kind, marks }) => [x, kind, marks.length])).toEqual([
    [10, "signature", 2],
    [40, "chat", 1],
  ]);
});

test("a long row of marks does not become a single one", () => {
  const found = clustersOf(
    [0, 15, 30, 45].map((at) => mark(at, "page")),
    ({ at }) => at,
    20,
  );
  expect(found.map(({ marks }) => marks.length)).toEqual([2, 2]);
});

test("the time is written at full minutes, no closer than there is room", () => {
  const start = Date.parse("2026-11-24T12:00:20Z");
  const minutes = (most: number, length: number) =>
    ticksOf(start, start + length * 60_000, most).map((at) => new Date(at).toISOString().slice(11, 16));
  expect(minutes(4, 4)).toEqual(["12:01", "12:02", "12:03", "12:04"]);
  expect(minutes(4, 18)).toEqual(["12:05", "12:10", "12:15"]);
  expect(minutes(4, 0.1)).toEqual([]);
});

test("every page has its row, and a page of a document that is gone has one if somebody saw it", () => {
  const seen = [
    { userId: "ada", documentId: "d1", pageNumber: 2, seconds: 5 },
    { userId: "carla", documentId: "d1", pageNumber: 2, seconds: 7.5 },
    { userId: "ada", documentId: "gone", pageNumber: 1, seconds: 1 },
  ];
  const rows = attentionRows([{ documentId: "d1", pageCount: 2 }], seen);
  expect(rows).toEqual([
    { documentId: "d1", pageNumber: 1, seconds: {} },
    { documentId: "d1", pageNumber: 2, seconds: { ada: 5, carla: 7.5 } },
    { documentId: "gone", pageNumber: 1, seconds: { ada: 1 } },
  ]);
  expect(totals(rows)).toEqual({ ada: 6, carla: 7.5 });
});
