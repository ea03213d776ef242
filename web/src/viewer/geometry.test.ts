import { expect, test } from "vitest";
import { anchorOf, areaOn, pageInView, pagesWellInView, placeAt, scrollTo, type Sheet } from "./geometry";

/** Three A4 sheets at `scale` pixels a point, in a column 40 px from the left with 24 px between them. */
function sheets(scale: number): Sheet[] {
  const [width, height] = [595 * scale, 842 * scale];
  return [1, 2, 3].map((pageNumber) => ({
    pageNumber,
    left: 40,
    top: 24 + (pageNumber - 1) * (height + 24),
    width,
    height,
    scale,
  }));
}

test("the page in view is the one that takes most of the window", () => {
  const view = { left: 0, top: 500, width: 700, height: 600 };
  expect(pageInView(sheets(1), view)).toBe(1);
  expect(pageInView(sheets(1), { ...view, top: 700 })).toBe(2);
});

test("a page is well in view when half of it, or half of the window, shows it", () => {
  const whole = { left: 0, top: 0, width: 700, height: 1000 };
  const detail = { left: 100, top: 1000, width: 300, height: 300 };
  const seam = { left: 0, top: 448, width: 700, height: 860 };
  expect(pagesWellInView(sheets(1), whole)).toEqual([1]);
  expect(pagesWellInView(sheets(1), detail)).toEqual([2]);
  expect(pagesWellInView(sheets(1), seam)).toEqual([]);
});

test("the same anchor is in the middle of two screens of different size and zoom", () => {
  const desk = { left: 0, top: 1200, width: 675, height: 780 };
  const anchor = anchorOf(sheets(1), desk);
  const second = sheets(0.6)[anchor.pageNumber - 1];
  const phone = { left: 0, top: 0, width: 390, height: 700 };
  const place = second ? scrollTo(second, anchor, phone) : phone;
  expect(anchor.pageNumber).toBe(2);
  expect(anchorOf(sheets(0.6), { ...phone, ...place })).toEqual(anchor);
});

test("a position beside the paper is no place on it", () => {
  expect(placeAt(sheets(2), { x: 10, y: 100 })).toBeNull();
  expect(placeAt(sheets(2), { x: 140, y: 124 })).toEqual({ pageNumber: 1, x: 50, y: 50 });
});

test("an area of a page is the same at any zoom, in tenths of a point", () => {
  const [small, large] = [sheets(1)[0], sheets(2)[0]];
  const area = { x: 72, y: 100.5, width: 120, height: 14 };
  expect(small && areaOn(small, area)).toEqual(area);
  expect(large && areaOn(large, { x: 144, y: 201, width: 240.04, height: 28 })).toEqual(area);
});
