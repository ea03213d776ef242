import { expect, test } from "vitest";
import { look, nextLook, NOTHING_SHOWN, withDrawn } from "./shown";

const DRAWN = [1, 2, 3].reduce(withDrawn, NOTHING_SHOWN);

test("a page is shown after one second in view, and told once", () => {
  const [first, early] = look(DRAWN, [1], 0);
  const [second, due] = look(first, [1, 2], 1_000);
  const [, later] = look(second, [1, 2], 1_500);
  expect([early, due, later]).toEqual([[], [1], []]);
  expect(nextLook(first)).toBe(1_000);
  expect(nextLook(second)).toBe(2_000);
});

test("leafing past a page does not show it", () => {
  const [first] = look(DRAWN, [1], 0);
  const [second] = look(first, [2], 900);
  const [third, shown] = look(second, [1], 1_100);
  expect(shown).toEqual([]);
  expect(nextLook(third)).toBe(2_100);
});

test("a page that has no picture yet is not shown, however long it is in view", () => {
  const [blank] = look(NOTHING_SHOWN, [1], 0);
  const [drawn] = look(withDrawn(blank, 1), [1], 5_000);
  expect(look(drawn, [1], 6_000)[1]).toEqual([1]);
});

test("nothing is to be looked at again while nothing is in view", () => {
  expect(nextLook(look(DRAWN, [], 0)[0])).toBeNull();
});
