/** Rectangles on a page in PDF points: made by a click or a drag, moved, resized, aligned; always on the page. */
import type { Rect } from "../protocol/frames";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The corners by which a rectangle is resized. */
export const CORNERS = ["nw", "ne", "se", "sw"] as const;
export type Corner = (typeof CORNERS)[number];

/** The least size that can still be seen and hit, in points. */
export const LEAST: Size = { width: 10, height: 10 };

/** A shorter way of the pointer is a click, not a drag. */
const CLICK_POINTS = 4;

/** How near an edge must come to another field's edge to be drawn onto it, in points. */
const SNAP_POINTS = 3;

/** Where a press at `from` that ended at `to` places a field: as drawn, or of the usual size under a click. */
export function rectFor(from: Point, to: Point, usual: Size, page: Size, least: Size = LEAST): Rect {
  const drawn = between(from, to);
  const isClick = drawn.width < CLICK_POINTS && drawn.height < CLICK_POINTS;
  return onPage(isClick ? around(from, usual) : atLeast(drawn, least), page);
}

/** The rectangle with two opposite corners. */
export function between(a: Point, b: Point): Rect {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

/** The rectangle moved by a way, as far as the page allows. */
export function moved(rect: Rect, way: Point, page: Size): Rect {
  return onPage({ ...rect, x: rect.x + way.x, y: rect.y + way.y }, page);
}

/** The rectangle with one corner moved by a way; the opposite corner stays. */
export function resized(rect: Rect, corner: Corner, way: Point, page: Size, least: Size = LEAST): Rect {
  const [left, right] = dragged(rect.x, rect.width, corner.includes("w"), way.x, least.width, page.width);
  const [top, bottom] = dragged(rect.y, rect.height, corner.includes("n"), way.y, least.height, page.height);
  return rounded({ x: left, y: top, width: right - left, height: bottom - top });
}

/** The rectangle drawn onto the nearest edges of the others, if they are very near; its size stays. */
export function aligned(rect: Rect, others: readonly Rect[], page: Size): Rect {
  const x = nearestShift(
    edges(rect.x, rect.width),
    others.flatMap((other) => edges(other.x, other.width)),
  );
  const y = nearestShift(
    edges(rect.y, rect.height),
    others.flatMap((other) => edges(other.y, other.height)),
  );
  return moved(rect, { x, y }, page);
}

/** The rectangle pushed back onto the page, and made smaller where it would not fit. */
export function onPage(rect: Rect, page: Size): Rect {
  const width = Math.min(rect.width, page.width);
  const height = Math.min(rect.height, page.height);
  return rounded({
    x: clamp(rect.x, 0, page.width - width),
    y: clamp(rect.y, 0, page.height - height),
    width,
    height,
  });
}

function around(centre: Point, size: Size): Rect {
  return { x: centre.x - size.width / 2, y: centre.y - size.height / 2, ...size };
}

function atLeast(rect: Rect, least: Size): Rect {
  return {
    ...rect,
    width: Math.max(rect.width, least.width),
    height: Math.max(rect.height, least.height),
  };
}

function dragged(
  start: number,
  length: number,
  isStart: boolean,
  way: number,
  least: number,
  limit: number,
): [number, number] {
  const end = start + length;
  return isStart
    ? [clamp(start + way, 0, Math.max(0, end - least)), end]
    : [start, clamp(end + way, Math.min(limit, start + least), limit)];
}

function edges(start: number, length: number): [number, number] {
  return [start, start + length];
}

function nearestShift(own: readonly number[], others: readonly number[]): number {
  const shifts = own.flatMap((edge) => others.map((other) => other - edge));
  const nearest = shifts.reduce((best, shift) => (Math.abs(shift) < Math.abs(best) ? shift : best), Infinity);
  return Math.abs(nearest) <= SNAP_POINTS ? nearest : 0;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Tenths of a point are finer than any pixel, and keep numbers short. */
function rounded(rect: Rect): Rect {
  const tenths = (value: number) => Math.round(value * 10) / 10;
  return { x: tenths(rect.x), y: tenths(rect.y), width: tenths(rect.width), height: tenths(rect.height) };
}
