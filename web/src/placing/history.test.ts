import { describe, expect, it } from "vitest";
import { begin, change, redo, undo } from "./history";

const abc = ["b", "c"].reduce(change, begin("a"));

describe("a history", () => {
  it("goes back and forth", () => {
    expect(undo(abc).present).toBe("b");
    expect(undo(undo(abc)).present).toBe("a");
    expect(redo(undo(abc))).toEqual(abc);
  });

  it("stays where it is at both ends", () => {
    const start = undo(undo(undo(abc)));
    expect(start.present).toBe("a");
    expect(redo(abc)).toEqual(abc);
  });

  it("forgets what was undone once something else is done", () => {
    expect(change(undo(abc), "d")).toEqual({ past: ["a", "b"], present: "d", future: [] });
  });

  it("takes the same value for no change", () => {
    expect(change(abc, "c")).toBe(abc);
  });

  it("keeps the last two hundred changes", () => {
    const long = Array.from({ length: 300 }, (_, index) => index + 1).reduce(change, begin(0));
    expect(long.past).toHaveLength(200);
  });
});
