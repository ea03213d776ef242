/** A line that a hand drew, as the path of an SVG; the same points look the same on every screen. */

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The path through all points, rounded through the middles between them; a single point is a dot. */
export function curveOf(points: readonly Place[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const last = rest.at(-1) ?? first;
  const curves = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    return `Q${pair(point)} ${pair({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return `M${pair(first)}${curves.join("")}L${pair(last)}`;
}

/** The rectangle around all points. */
export function frameOf(points: readonly Place[]): { x: number; y: number; width: number; height: number } {
  if (points.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function pair({ x, y }: Place): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
