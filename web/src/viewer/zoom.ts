/** Zoom: the steps people can choose, and the scales that fit the paper to the view. */

/** CSS pixels per PDF point at 100 %. */
export const FULL_SIZE = 96 / 72;

const STEPS = [0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];
/** Paper grows to the width of the view, but not beyond what reads well. */
const LARGEST_FIT = 1.25 * FULL_SIZE;

/** The scale one step in or out from this one; scales are CSS pixels a point. */
export function stepFrom(scale: number, direction: 1 | -1): number {
  const now = scale / FULL_SIZE;
  const next =
    direction === 1 ? STEPS.find((step) => step > now * 1.01) : STEPS.findLast((step) => step < now * 0.99);
  return (next ?? now) * FULL_SIZE;
}

/** The scale at which `widthInPoints` takes up the view, less a margin on both sides. */
export function scaleToFit(widthInPoints: number, viewWidth: number, margin: number): number {
  return Math.min(LARGEST_FIT, Math.max(0.1, (viewWidth - 2 * margin) / widthInPoints));
}

/** The scale as people read it. */
export function percentOf(scale: number): number {
  return Math.round((scale / FULL_SIZE) * 100);
}
