import { describe, expect, it } from "vitest";
import { aligned, between, moved, onPage, rectFor, resized } from "./geometry";

const PAGE = { width: 600, height: 800 };
const USUAL = { width: 160, height: 24 };
const RECT = { x: 100, y: 100, width: 200, height: 40 };

describe("placing", () => {
  it("by a click puts the usual size around the pointer", () => {
    expect(rectFor({ x: 300, y: 400 }, { x: 301, y: 402 }, USUAL, PAGE)).toEqual({
      x: 220,
      y: 388,
      width: 160,
      height: 24,
    });
  });

  it("by a drag takes the rectangle drawn, whichever corner it began in", () => {
    const drawn = { x: 50, y: 60, width: 150, height: 30 };
    expect(rectFor({ x: 50, y: 60 }, { x: 200, y: 90 }, USUAL, PAGE)).toEqual(drawn);
    expect(rectFor({ x: 200, y: 90 }, { x: 50, y: 60 }, USUAL, PAGE)).toEqual(drawn);
  });

  it("by a flat drag still gives something that can be hit", () => {
    expect(rectFor({ x: 50, y: 60 }, { x: 200, y: 61 }, USUAL, PAGE).height).toBe(10);
    const least = { width: 24, height: 12 };
    expect(rectFor({ x: 50, y: 60 }, { x: 55, y: 61 }, USUAL, PAGE, least)).toMatchObject(least);
  });

  it("near the edge stays on the page", () => {
    expect(rectFor({ x: 0, y: 0 }, { x: 0, y: 0 }, USUAL, PAGE)).toEqual({ x: 0, y: 0, ...USUAL });
    expect(rectFor({ x: 600, y: 800 }, { x: 600, y: 800 }, USUAL, PAGE)).toEqual({
      x: 440,
      y: 776,
      ...USUAL,
    });
  });
});

describe("moving", () => {
  it("keeps the size and stops at the edges", () => {
    expect(moved(RECT, { x: 20, y: -10 }, PAGE)).toEqual({ ...RECT, x: 120, y: 90 });
    expect(moved(RECT, { x: 9999, y: -9999 }, PAGE)).toEqual({ ...RECT, x: 400, y: 0 });
  });
});

describe("resizing", () => {
  it.each([
    ["se", { x: 100, y: 100, width: 210, height: 45 }],
    ["nw", { x: 110, y: 105, width: 190, height: 35 }],
    ["ne", { x: 100, y: 105, width: 210, height: 35 }],
    ["sw", { x: 110, y: 100, width: 190, height: 45 }],
  ] as const)("by the corner %s leaves the opposite corner", (corner, expected) => {
    expect(resized(RECT, corner, { x: 10, y: 5 }, PAGE)).toEqual(expected);
  });

  it("ends at the least size and at the page's edges", () => {
    expect(resized(RECT, "nw", { x: 999, y: 999 }, PAGE)).toEqual({ x: 290, y: 130, width: 10, height: 10 });
    expect(resized(RECT, "se", { x: 999, y: 999 }, PAGE)).toEqual({
      x: 100,
      y: 100,
      width: 500,
      height: 700,
    });
  });
});

describe("aligning", () => {
  const other = { x: 102, y: 300, width: 100, height: 24 };

  it("draws an edge onto a near one", () => {
    expect(aligned(RECT, [other], PAGE)).toEqual({ ...RECT, x: 102 });
  });

  it("leaves alone what is not near", () => {
    expect(aligned({ ...RECT, x: 110 }, [other], PAGE)).toEqual({ ...RECT, x: 110 });
    expect(aligned(RECT, [], PAGE)).toEqual(RECT);
  });
});

describe("a rectangle larger than the page", () => {
  it("becomes as large as the page", () => {
    expect(onPage({ x: -5, y: 10, width: 900, height: 900 }, PAGE)).toEqual({ x: 0, y: 0, ...PAGE });
  });

  it("is measured in tenths of a point", () => {
    expect(onPage(between({ x: 0.123, y: 0.45 }, { x: 10.16, y: 20.04 }), PAGE)).toEqual({
      x: 0.1,
      y: 0.5,
      width: 10,
      height: 19.6,
    });
  });
});
