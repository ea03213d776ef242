/** A drawn signature as the points that the pen passed. */
import type { DrawnMark, StrokePoint } from "../protocol/frames";
import { frameOf } from "../ui/curve";

export type Strokes = DrawnMark["strokes"];

/** What the drawing pad knows of a stroke. */
export interface PadStroke {
  readonly points: readonly { x: number; y: number; pressure: number; time: number }[];
}

const MOST_STROKES = 200;
/** As many as fit a frame of the live session, however far apart they are written. */
export const MOST_POINTS = 1400;
/** Points closer than this (in pixels of the pad) to the one before are the first to go. */
const CLOSEST = 0.5;

/** The strokes as they are sent: places in tenths of a pixel, time in ms from the first point, pressure 0 to 1. */
export function strokesOf(drawing: readonly PadStroke[]): Strokes {
  const start = drawing[0]?.points[0]?.time ?? 0;
  return thinned(
    drawing.map(({ points }) =>
      points.map(({ x, y, pressure, time }) => ({
        x: Math.round(x * 10) / 10,
        y: Math.round(y * 10) / 10,
        t: Math.max(0, Math.round(time - start)),
        p: Math.min(1, Math.max(0, Math.round(pressure * 100) / 100)),
      })),
    ),
  );
}

/** The same strokes with no more points than can be sent; ends stay, and a gap is as small as it can be. */
export function thinned(strokes: Strokes): Strokes {
  let kept = strokes;
  for (let gap = CLOSEST; kept.flat().length > MOST_POINTS && gap < 100; gap *= 1.5) {
    const distance = gap;
    kept = strokes.map((stroke) => spaced(stroke, distance));
  }
  return kept;
}

function spaced(stroke: readonly StrokePoint[], gap: number): readonly StrokePoint[] {
  const kept: StrokePoint[] = [];
  for (const [index, point] of stroke.entries()) {
    const last = kept.at(-1);
    const isEnd = index === stroke.length - 1;
    if (!last || isEnd || Math.hypot(point.x - last.x, point.y - last.y) >= gap) kept.push(point);
  }
  return kept;
}

/** Whether there is something to see that is not a dot, and not more than can be kept. */
export function isDrawn(strokes: Strokes): boolean {
  const points = strokes.flat();
  if (points.length < 3 || points.length > MOST_POINTS || strokes.length > MOST_STROKES) return false;
  const { width, height } = frameOf(points);
  return Math.max(width, height) >= 1;
}
