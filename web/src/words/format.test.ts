import { describe, expect, it } from "vitest";
import { counted, elapsed, firstName, lasting, listed, percent, recently, size } from "./format";

describe("a moment in a list", () => {
  const now = new Date(2026, 10, 24, 12, 0);

  it.each([
    [new Date(2026, 10, 24, 9, 12), "Today, 09:12"],
    [new Date(2026, 10, 23, 23, 59), "Yesterday, 23:59"],
    [new Date(2026, 10, 19, 8, 0), "19 November"],
    [new Date(2025, 11, 31, 8, 0), "31 December 2025"],
  ])("%s", (at, words) => {
    expect(recently(at, now)).toBe(words);
  });
});

describe("a size", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [317_800, "318 KB"],
    [999_499, "999 KB"],
    [999_500, "1.0 MB"],
    [25_000_000, "25.0 MB"],
  ])("of %i bytes is %s", (bytes, words) => {
    expect(size(bytes)).toBe(words);
  });
});

describe("words that depend on a number or a name", () => {
  it("counts one apart from many", () => {
    expect([counted(1, "page"), counted(5, "page"), counted(0, "entry", "entries")]).toEqual([
      "1 page",
      "5 pages",
      "0 entries",
    ]);
  });

  it("writes a share with a narrow space", () => {
    expect(percent(0.826)).toBe("83\u202f%");
  });

  it("joins names", () => {
    expect(listed(["Ada", "Carla"])).toBe("Ada and Carla");
  });

  it("calls a person by the first name", () => {
    expect(firstName("  Carla Moreno ")).toBe("Carla");
  });
});

describe("how long something took", () => {
  it.each([
    [0, "0:00", "0 s"],
    [65, "1:05", "1 min 5 s"],
    [3845, "1:04:05", "1 h 4 min"],
  ])("%i seconds", (seconds, onTheClock, inWords) => {
    expect(elapsed(seconds * 1000)).toBe(onTheClock);
    expect(lasting(seconds)).toBe(inWords);
  });
});
