import { describe, expect, it } from "vitest";
import { afterKey, historyKey } from "./keys";

const PAGE = { width: 600, height: 800 };
const RECT = { x: 100, y: 100, width: 50, height: 20 };
const key = (name: string, held: Partial<Record<"shiftKey" | "ctrlKey" | "metaKey", boolean>> = {}) => {
  return { key: name, shiftKey: false, ctrlKey: false, metaKey: false, ...held };
};

describe("an arrow key", () => {
  it.each([
    ["moves by four points", key("ArrowRight"), { ...RECT, x: 104 }],
    ["moves by one with Shift", key("ArrowUp", { shiftKey: true }), { ...RECT, y: 99 }],
    ["changes the size with Control", key("ArrowDown", { ctrlKey: true }), { ...RECT, height: 24 }],
    [
      "makes narrower with Command and Shift",
      key("ArrowLeft", { metaKey: true, shiftKey: true }),
      { ...RECT, width: 49 },
    ],
  ])("%s", (_case, keys, expected) => {
    expect(afterKey(RECT, keys, PAGE)).toEqual(expected);
  });

  it("is told from other keys", () => {
    expect(afterKey(RECT, key("a"), PAGE)).toBeUndefined();
  });
});

describe("undo and redo", () => {
  it.each([
    [key("z", { ctrlKey: true }), "undo"],
    [key("Z", { metaKey: true, shiftKey: true }), "redo"],
    [key("y", { ctrlKey: true }), "redo"],
    [key("z"), undefined],
    [key("a", { ctrlKey: true }), undefined],
  ])("%o is %s", (keys, expected) => {
    expect(historyKey(keys)).toBe(expected);
  });
});
