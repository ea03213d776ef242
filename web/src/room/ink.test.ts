import { expect, test } from "vitest";
import { MOST_POINTS, thinned } from "./ink";

test("what lies on a straight line goes, its ends stay", () => {
  const line = Array.from({ length: 100 }, (_, index) => ({ x: index, y: 50 + index / 2 }));
  expect(thinned(line)).toEqual([
    { x: 0, y: 50 },
    { x: 99, y: 99.5 },
  ]);
});

test("corners stay, and every place is in tenths of a point", () => {
  const corner = [
    { x: 10.04, y: 10 },
    { x: 20, y: 10.01 },
    { x: 30.26, y: 10 },
    { x: 30.26, y: 40 },
  ];
  expect(thinned(corner)).toEqual([
    { x: 10, y: 10 },
    { x: 30.3, y: 10 },
    { x: 30.3, y: 40 },
  ]);
});

test("a way there and back keeps its turning point", () => {
  const there = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 50, y: 0 },
  ];
  expect(thinned(there)).toEqual(there);
});

test("no point of the drawn line is farther than a third of a point from the thinned one's points on a circle", () => {
  const circle = Array.from({ length: 720 }, (_, index) => ({
    x: 300 + 100 * Math.cos((index * Math.PI) / 360),
    y: 300 + 100 * Math.sin((index * Math.PI) / 360),
  }));
  const kept = thinned(circle);
  expect(kept.length).toBeLessThan(80);
  const middles = kept.slice(1).map((point, index) => {
    const before = kept[index] ?? point;
    return Math.hypot((point.x + before.x) / 2 - 300, (point.y + before.y) / 2 - 300);
  });
  expect(Math.min(...middles)).toBeGreaterThan(99.4);
});

test("the longest scribble has no more points than the server takes", () => {
  const scribble = Array.from({ length: 20_000 }, (_, index) => ({
    x: index % 2 === 0 ? 100 : 400,
    y: index / 30,
  }));
  expect(thinned(scribble).length).toBeLessThanOrEqual(MOST_POINTS);
});

test("a dot is one point, and nothing is nothing", () => {
  expect(thinned([{ x: 1, y: 2 }])).toEqual([{ x: 1, y: 2 }]);
  expect(thinned([])).toEqual([]);
});
