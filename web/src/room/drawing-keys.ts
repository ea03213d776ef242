/** The keys that act on drawings wherever the focus is, but for texts and dialogs, which have their own. */
import type { Drawing } from "./drawing.svelte";

const HAVE_THEIR_OWN = "input:not([type='checkbox']), textarea, select, dialog, dialog *";

/** Undoes with Ctrl or Cmd and Z, and puts the tool away with Escape; true if it did. */
export function drawByKey(event: KeyboardEvent, drawing: Drawing, undo: () => void): boolean {
  if (event.target instanceof Element && event.target.matches(HAVE_THEIR_OWN)) return false;
  const isUndo = isUndoKey(event) && drawing.canUndo;
  if (isUndo) undo();
  else if (event.key === "Escape" && drawing.isDown) drawing.cancel();
  else if (event.key === "Escape" && drawing.isOn) drawing.choose("point");
  else return false;
  event.preventDefault();
  return true;
}

function isUndoKey({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === "z" && (ctrlKey || metaKey) && !shiftKey && !altKey;
}
