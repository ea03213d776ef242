/** A drawn signature as the points that the pen passed, and as a path for the screen. */
import type { DrawnMark, StrokePoint } from "../protocol/frames";

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
  const { width, height } = frameOf(strokes);
  return Math.max(width, height) >= 1;
}

/** The rectangle around all strokes. */
export function frameOf(strokes: Strokes): { x: number; y: number; width: number; height: number } {
  const points = strokes.flat();
  if (points.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** A stroke as the path of an SVG, rounded through the middles between its points. */
export function pathOf(stroke: readonly StrokePoint[]): string {
  const [first, ...rest] = stroke;
  if (!first) return "";
  const last = rest.at(-1) ?? first;
  const curves = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    return `Q${place(point)} ${place({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return `M${place(first)}${curves.join("")}L${place(last)}`;
}

function place({ x, y }: { readonly x: number; readonly y: number }): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
