import { expect, test } from "vitest";
import { linesOf, rectBetween } from "./lines";

const box = (x: number, y: number, width: number, height = 12) => ({ x, y, width, height });

test("the pieces of a line become one area, and each line one of its own", () => {
  const pieces = [box(72, 100, 40), box(114, 100, 60), box(72, 116, 90), box(164, 117, 20, 11)];
  expect(linesOf(pieces)).toEqual([box(72, 100, 102), box(72, 116, 112)]);
});

test("two columns beside each other stay apart", () => {
  expect(linesOf([box(72, 100, 150), box(320, 100, 150)])).toHaveLength(2);
});

test("what takes no room is no area", () => {
  expect(linesOf([box(72, 100, 0), box(72, 100, 40, 0)])).toEqual([]);
});

test("a rectangle is the same from whichever corner one starts", () => {
  const rect = { x: 10, y: 20, width: 30, height: 40 };
  expect(rectBetween({ x: 10, y: 20 }, { x: 40, y: 60 })).toEqual(rect);
  expect(rectBetween({ x: 40, y: 20 }, { x: 10, y: 60 })).toEqual(rect);
});
