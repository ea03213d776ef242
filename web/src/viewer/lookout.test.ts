import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Lookout } from "./lookout";

const tab = { visibilityState: "visible" };
let inView: number[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", tab);
  tab.visibilityState = "visible";
  inView = [1];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open() {
  const shown: number[] = [];
  const lookout = new Lookout({ pages: () => inView, onshown: (page) => shown.push(page) });
  lookout.drawn(1);
  return { lookout, shown };
}

test("a page is told once it was in view for a second, without anybody asking again", () => {
  const { shown } = open();
  vi.advanceTimersByTime(990);
  expect(shown).toEqual([]);
  vi.advanceTimersByTime(20);
  expect(shown).toEqual([1]);
});

test("time in a tab that nobody sees does not count, also not what came before", () => {
  const { lookout, shown } = open();
  vi.advanceTimersByTime(900);
  tab.visibilityState = "hidden";
  lookout.look();
  vi.advanceTimersByTime(60_000);
  tab.visibilityState = "visible";
  lookout.look();
  vi.advanceTimersByTime(900);
  expect(shown).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(shown).toEqual([1]);
});

test("another document begins with nothing seen, and nothing of the last one is told", () => {
  const { lookout, shown } = open();
  lookout.reset();
  vi.advanceTimersByTime(5_000);
  expect(shown).toEqual([]);
});
