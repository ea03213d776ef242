/** The words under two places of a page, by the invisible text that lies over its picture. */
import type { Anchor, Rect } from "../protocol/frames";
import { areaOn, type Sheet } from "./geometry";
import { linesOf } from "./lines";

/** How far beside a piece of text (in CSS pixels) one still means it where a stroke begins. */
const REACH = 6;

/** A place between two letters. */
interface TextPlace {
  readonly node: Text;
  readonly offset: number;
}

/** A page, and the invisible text over it. */
export interface TextPage {
  readonly sheet: Sheet;
  readonly layer: HTMLElement;
}

/** The words from one place of a page to another, one area a line; none where the first place is not on any text. */
export function wordsBetween({ sheet, layer }: TextPage, from: Anchor, to: Anchor): Rect[] {
  const corner = layer.getBoundingClientRect();
  const [start, end] = [from, to].map(({ x, y }) => ({
    x: corner.left + x * sheet.scale,
    y: corner.top + y * sheet.scale,
  })) as [Anchor, Anchor];
  return linesOf(boxesBetween(layer, start, end)).map((box) =>
    areaOn(sheet, { ...box, x: box.x - corner.left, y: box.y - corner.top }),
  );
}

/** The boxes of the text from one position of the window to another, piece by piece, in CSS pixels. */
function boxesBetween(layer: HTMLElement, from: Anchor, to: Anchor): Rect[] {
  const pieces = piecesOf(layer);
  const start = placeAt(pieces, from, REACH);
  const end = start && placeAt(pieces, to, Infinity);
  if (!start || !end) return [];
  const range = rangeBetween(start, end);
  return pieces.filter(({ node }) => range.intersectsNode(node)).flatMap(({ node }) => boxesIn(range, node));
}

interface Piece {
  readonly node: Text;
  readonly box: DOMRect;
}

function piecesOf(layer: HTMLElement): Piece[] {
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  const pieces: Piece[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node as Text;
    if (text.data.trim() !== "") pieces.push({ node: text, box: boxOf(text, 0, text.length) });
  }
  return pieces;
}

function placeAt(pieces: readonly Piece[], place: Anchor, reach: number): TextPlace | null {
  const near = pieces
    .map((piece) => ({ piece, ...distance(piece.box, place) }))
    .filter(({ down, across }) => Math.max(down, across) <= reach)
    .sort((a, b) => a.down - b.down || a.across - b.across)[0];
  return near ? { node: near.piece.node, offset: offsetAt(near.piece.node, place.x) } : null;
}

/** How far a place is from a box; nothing inside it. */
function distance(box: DOMRect, { x, y }: Anchor): { down: number; across: number } {
  return {
    down: Math.max(0, box.top - y, y - box.bottom),
    across: Math.max(0, box.left - x, x - box.right),
  };
}

/** The gap between two letters that is nearest, found by halving. */
function offsetAt(node: Text, x: number): number {
  let [low, high] = [0, node.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const letter = boxOf(node, middle, middle + 1);
    if (x > letter.left + letter.width / 2) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rangeBetween(a: TextPlace, b: TextPlace): Range {
  const range = document.createRange();
  range.setStart(a.node, a.offset);
  range.setEnd(b.node, b.offset);
  // The end may lie before the start: a range gives way then, and is made the other way round.
  if (!range.collapsed || (a.node === b.node && a.offset === b.offset)) return range;
  range.setStart(b.node, b.offset);
  range.setEnd(a.node, a.offset);
  return range;
}

function boxesIn(range: Range, node: Text): Rect[] {
  const start = range.startContainer === node ? range.startOffset : 0;
  const end = range.endContainer === node ? range.endOffset : node.length;
  if (start >= end) return [];
  const { left, top, width, height } = boxOf(node, start, end);
  return [{ x: left, y: top, width, height }];
}

function boxOf(node: Text, start: number, end: number): DOMRect {
  const range = document.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  return range.getBoundingClientRect();
}
