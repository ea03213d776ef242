/** Marked words as areas: one for each line of text. */
import type { Anchor, Rect } from "../protocol/frames";

/** Pieces farther apart than this many times their height stand in different columns. */
const WIDEST_GAP = 2;

/** One area per line from the boxes of pieces of text, in the order in which the text is read. */
export function linesOf(boxes: readonly Rect[]): Rect[] {
  return boxes
    .filter(({ width, height }) => width > 0 && height > 0)
    .reduce<Rect[]>((lines, box) => {
      const at = lines.findIndex((line) => isSameLine(line, box));
      return at < 0 ? [...lines, box] : lines.map((line, index) => (index === at ? around(line, box) : line));
    }, []);
}

/** The rectangle between two corners, whichever way one has drawn it. */
export function rectBetween(a: Anchor, b: Anchor): Rect {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

function isSameLine(line: Rect, box: Rect): boolean {
  const shared = Math.min(line.y + line.height, box.y + box.height) - Math.max(line.y, box.y);
  const gap = Math.max(line.x, box.x) - Math.min(line.x + line.width, box.x + box.width);
  const height = Math.min(line.height, box.height);
  return shared > height / 2 && gap < height * WIDEST_GAP;
}

function around(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
