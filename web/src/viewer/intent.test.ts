import { expect, test } from "vitest";
import { watchIntent } from "./intent";

test("a movement soon after an act of a person is theirs, and so is what follows without a pause", () => {
  const intent = watchIntent();
  intent.acted(0);
  expect([300, 600, 900, 1_500].map(intent.moved)).toEqual([true, true, true, false]);
});

test("what we move ourselves is nobody's look around", () => {
  const intent = watchIntent();
  intent.acted(0);
  intent.forget();
  expect(intent.moved(10)).toBe(false);
});
