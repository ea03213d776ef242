/** What a key does to the selected field, in points. */
import { moved, resized, type Size } from "./geometry";
import type { Rect } from "../protocol/shapes";

const STEP = 4;
const FINE_STEP = 1;

const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface Keys {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** The rectangle after an arrow key: moved, or resized with Control; by single points with Shift. */
export function afterKey(rect: Rect, keys: Keys, page: Size, least?: Size): Rect | undefined {
  const way = WAYS[keys.key];
  if (!way) return undefined;
  const step = keys.shiftKey ? FINE_STEP : STEP;
  const by = { x: way[0] * step, y: way[1] * step };
  return keys.ctrlKey || keys.metaKey ? resized(rect, "se", by, page, least) : moved(rect, by, page);
}

/** Whether keys mean undo or redo. */
export function historyKey(keys: Keys): "undo" | "redo" | undefined {
  if (!keys.ctrlKey && !keys.metaKey) return undefined;
  const key = keys.key.toLowerCase();
  if (key === "y" || (key === "z" && keys.shiftKey)) return "redo";
  return key === "z" ? "undo" : undefined;
}
