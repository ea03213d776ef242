/** One stroke of a pen on a page, as few points as show it, in tenths of a point. */
import type { Anchor } from "../protocol/frames";

/** As many points as a stroke may have on its way to the server. */
export const MOST_POINTS = 2000;
/** How far (in PDF points) the thinned line may lie beside the drawn one: less than its width. */
const TOLERANCE = 0.3;

/** Comparing takes the square of this at the worst, which must not keep anybody waiting. */
const MOST_COMPARED = 2 * MOST_POINTS;

/** The points of a stroke that show it; corners and ends stay, what lies on the line between them goes. */
export function thinned(points: readonly Anchor[]): readonly Anchor[] {
  const exact = points.map(({ x, y }) => ({ x: tenths(x), y: tenths(y) }));
  return sampled(simplified(sampled(exact, MOST_COMPARED), TOLERANCE), MOST_POINTS);
}

/** So many points of a line at most, evenly along it, with both ends. */
function sampled(points: readonly Anchor[], most: number): readonly Anchor[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return points.filter((_, index) => Math.round(Math.round(index / step) * step) === index);
}

/** Douglas and Peucker's way: keep the point farthest from the line if it is far enough, and look on both sides. */
function simplified(points: readonly Anchor[], tolerance: number): Anchor[] {
  const keep = new Set([0, points.length - 1]);
  const open: (readonly [number, number])[] = [[0, points.length - 1]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [start, end] = span;
    const [index, distance] = farthest(points, start, end);
    if (distance <= tolerance) continue;
    keep.add(index);
    open.push([start, index], [index, end]);
  }
  return points.filter((_, index) => keep.has(index));
}

function farthest(points: readonly Anchor[], start: number, end: number): readonly [number, number] {
  let found: readonly [number, number] = [start, 0];
  for (let index = start + 1; index < end; index += 1) {
    const distance = distanceTo(points[index], points[start], points[end]);
    if (distance > found[1]) found = [index, distance];
  }
  return found;
}

/** How far a point is from a stretch of a line. */
function distanceTo(point?: Anchor, from?: Anchor, to?: Anchor): number {
  if (!point || !from || !to) return 0;
  const [across, down] = [to.x - from.x, to.y - from.y];
  const length = across * across + down * down;
  const along = length === 0 ? 0 : ((point.x - from.x) * across + (point.y - from.y) * down) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - share * across, point.y - from.y - share * down);
}

function tenths(points: number): number {
  return Math.round(points * 10) / 10;
}
