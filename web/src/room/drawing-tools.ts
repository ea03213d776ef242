/** The tools in one's hand, in the order in which they are offered. */
import type { IconName } from "../ui/icons";
import { tools as words } from "../words/room";
import type { ToolName } from "./drawing.svelte";

interface DrawingTool {
  readonly id: ToolName;
  readonly word: string;
  readonly icon: IconName;
}

export const DRAWING_TOOLS: readonly [DrawingTool, ...DrawingTool[]] = [
  { id: "point", word: words.point, icon: "point" },
  { id: "highlight", word: words.highlight, icon: "highlight" },
  { id: "pen", word: words.pen, icon: "pen" },
  { id: "note", word: words.note, icon: "note" },
];
