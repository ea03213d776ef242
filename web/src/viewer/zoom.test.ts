import { expect, test } from "vitest";
import { FULL_SIZE, percentOf, scaleToFit, stepFrom } from "./zoom";

test("zooming in and out goes by steps that people know, from any scale between them", () => {
  expect(percentOf(stepFrom(0.96 * FULL_SIZE, 1))).toBe(100);
  expect(percentOf(stepFrom(0.96 * FULL_SIZE, -1))).toBe(90);
  expect(percentOf(stepFrom(4 * FULL_SIZE, 1))).toBe(400);
});

test("paper fits the width of the view, but does not grow beyond what reads well", () => {
  expect(scaleToFit(595, 675, 40)).toBeCloseTo(1);
  expect(percentOf(scaleToFit(595, 3000, 40))).toBe(125);
});
