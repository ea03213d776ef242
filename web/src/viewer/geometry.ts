/** Where pages lie in a scrolling view, and what that means in PDF points. */
import type { Anchor, Rect } from "../protocol/frames";

/** A page as an overlay gets it: its size in PDF points as displayed, and CSS pixels a point. */
export interface PageBox {
  readonly pageNumber: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** A page as laid out: place and size in CSS pixels of the scrolled content; `scale` is pixels a point. */
export interface Sheet {
  readonly pageNumber: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** The part of the scrolled content that can be seen, in CSS pixels. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A place on a page, in points from its top left as displayed. */
export interface PagePoint extends Anchor {
  readonly pageNumber: number;
}

/** How much of a sheet is in the window, in square pixels. */
function visibleArea(sheet: Sheet, view: Window): number {
  const across = overlap(sheet.left, sheet.width, view.left, view.width);
  const down = overlap(sheet.top, sheet.height, view.top, view.height);
  return across * down;
}

/** The page that takes most of the window; the first one wins a tie. */
export function pageInView(sheets: readonly Sheet[], view: Window): number {
  const areas = sheets.map((sheet) => visibleArea(sheet, view));
  const index = areas.indexOf(Math.max(...areas));
  return sheets[Math.max(0, index)]?.pageNumber ?? 1;
}

/** The pages of which one can see at least half, or which fill at least half of the window. */
export function pagesWellInView(sheets: readonly Sheet[], view: Window): number[] {
  const isWellInView = (sheet: Sheet): boolean => {
    const area = visibleArea(sheet, view);
    const half = Math.min(sheet.width * sheet.height, view.width * view.height) / 2;
    return area > 0 && area >= half;
  };
  return sheets.filter(isWellInView).map((sheet) => sheet.pageNumber);
}

/** The point of the page in view that lies in the middle of the window; it may lie just off the page. */
export function anchorOf(sheets: readonly Sheet[], view: Window): PagePoint {
  const pageNumber = pageInView(sheets, view);
  const sheet = sheets.find((candidate) => candidate.pageNumber === pageNumber);
  if (!sheet) return { pageNumber, x: 0, y: 0 };
  const middle = { x: view.left + view.width / 2, y: view.top + view.height / 2 };
  return { pageNumber, ...toPoints(sheet, middle) };
}

/** The place of the window that has the point in its middle. */
export function scrollTo(sheet: Sheet, anchor: Anchor, view: Window): { left: number; top: number } {
  return {
    left: sheet.left + anchor.x * sheet.scale - view.width / 2,
    top: sheet.top + anchor.y * sheet.scale - view.height / 2,
  };
}

/** The place under a position of the scrolled content, or null where there is no paper. */
export function placeAt(sheets: readonly Sheet[], position: Anchor): PagePoint | null {
  const sheet = sheets.find(
    ({ left, top, width, height }) =>
      position.x >= left && position.x <= left + width && position.y >= top && position.y <= top + height,
  );
  return sheet ? { pageNumber: sheet.pageNumber, ...toPoints(sheet, position) } : null;
}

/** A rectangle of a page, in points, from its place relative to the page's own top left, in CSS pixels. */
export function areaOn(sheet: Sheet, { x, y, width, height }: Rect): Rect {
  const [start, end] = [at(sheet, { x, y }), at(sheet, { x: x + width, y: y + height })];
  return { ...start, width: rounded(end.x - start.x), height: rounded(end.y - start.y) };
}

function at({ scale }: Sheet, { x, y }: Anchor): Anchor {
  return { x: rounded(x / scale), y: rounded(y / scale) };
}

function toPoints(sheet: Sheet, position: Anchor): Anchor {
  return {
    x: rounded((position.x - sheet.left) / sheet.scale),
    y: rounded((position.y - sheet.top) / sheet.scale),
  };
}

/** Tenths of a point are finer than a pixel at any zoom, and short on the wire. */
function rounded(points: number): number {
  return Math.round(points * 10) / 10;
}

function overlap(startA: number, sizeA: number, startB: number, sizeB: number): number {
  return Math.max(0, Math.min(startA + sizeA, startB + sizeB) - Math.max(startA, startB));
}
