import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { paced } from "./pacing";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("the first value passes at once, then the last of each interval", () => {
  const passed: number[] = [];
  const pass = paced<number>(250, (value) => passed.push(value));
  [1, 2, 3].forEach(pass);
  expect(passed).toEqual([1]);
  vi.advanceTimersByTime(250);
  expect(passed).toEqual([1, 3]);
  vi.advanceTimersByTime(250);
  pass(4);
  expect(passed).toEqual([1, 3, 4]);
});
