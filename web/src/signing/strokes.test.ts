import { expect, test } from "vitest";
import { curveOf, frameOf } from "../ui/curve";
import { isDrawn, MOST_POINTS, strokesOf } from "./strokes";

const DRAWING = [
  {
    points: [
      { x: 10.04, y: 20, pressure: 0.512, time: 1_000 },
      { x: 30, y: 5.55, pressure: 1.2, time: 1_016.6 },
      { x: 50, y: 20, pressure: 0, time: 1_033 },
    ],
  },
];

test("points carry place, time since the first one, and pressure", () => {
  expect(strokesOf(DRAWING)).toEqual([
    [
      { x: 10, y: 20, t: 0, p: 0.51 },
      { x: 30, y: 5.6, t: 17, p: 1 },
      { x: 50, y: 20, t: 33, p: 0 },
    ],
  ]);
});

test("a dot is no signature, a line is one", () => {
  const dot = { x: 1, y: 1, t: 0, p: 0.5 };
  expect(isDrawn([])).toBe(false);
  expect(isDrawn([[dot, dot, dot]])).toBe(false);
  expect(isDrawn(strokesOf(DRAWING))).toBe(true);
});

test("the frame and the path hold all strokes", () => {
  const strokes = strokesOf(DRAWING);
  expect(frameOf(strokes.flat())).toEqual({ x: 10, y: 5.6, width: 40, height: 14.4 });
  expect(curveOf(strokes[0] ?? [])).toBe("M10.0 20.0Q30.0 5.6 40.0 12.8L50.0 20.0");
  expect(curveOf([])).toBe("");
});

test("a long drawing loses points and nothing else, and fits a frame of the live session", () => {
  const wave = Array.from({ length: 9_000 }, (_, n) => ({
    x: 1_000 + n * 0.11,
    y: 1_000.1 + 60 * Math.sin(n / 40),
    pressure: 0.511,
    time: 100_000 + n * 16,
  }));
  const [stroke] = strokesOf([{ points: wave }]);
  const kept = stroke ?? [];

  expect(kept.length).toBeLessThanOrEqual(MOST_POINTS);
  expect(kept.length).toBeGreaterThan(MOST_POINTS / 3);
  expect([kept.at(0)?.x, kept.at(-1)?.x]).toEqual([1_000, 1_989.9]);
  expect(frameOf(kept).height).toBeGreaterThan(115);
  expect(JSON.stringify(kept).length).toBeLessThan(62 * 1024);
  expect(isDrawn([kept])).toBe(true);
});
