/** Filling in one's own fields: on the screen at once, one change per field under way, none lost. */
import type { FieldChange, FieldValue, RefusedFrame } from "../protocol/frames";
import { type Edit, fieldOf, type Room } from "./room";

/** The value that one's own screen shows, with its problem and whether the server has yet to confirm it. */
export interface ShownValue {
  readonly value: FieldValue;
  readonly isSaving: boolean;
  readonly problem: string | null;
}

/** What stands in a field on this screen. */
export function shownValue(room: Room, fieldId: string): ShownValue {
  const edit = room.edits[fieldId];
  if (!edit) return { value: fieldOf(room, fieldId)?.value ?? null, isSaving: false, problem: null };
  const value = edit.next ? edit.next.value : edit.value;
  return { value, isSaving: edit.problem === null, problem: edit.problem };
}

/** The room with a field filled in by oneself, and the command to send, if it is its turn. */
export function fill(
  room: Room,
  fieldId: string,
  value: FieldValue,
  cid: string,
): [Room, FieldChange | null] {
  const field = fieldOf(room, fieldId);
  const edit = room.edits[fieldId];
  if (!field) return [room, null];
  if (edit && edit.problem === null) return [withEdit(room, fieldId, { ...edit, next: { value } }), null];
  if (value === field.value && field.suggestion === null) return [withEdit(room, fieldId, null), null];
  const begun = withEdit(room, fieldId, { cid, value, next: null, problem: null });
  return [begun, { type: "fieldChange", cid, fieldId, value, base: field.version }];
}

/** The room once the command of that `cid` has had its effect, and the next change of the same field. */
export function settle(room: Room, cid: string, nextCid: string): [Room, FieldChange | null] {
  const [fieldId, edit] = editOf(room, cid);
  if (fieldId === null) return [room, null];
  const done = withEdit(room, fieldId, null);
  return edit.next === null ? [done, null] : fill(done, fieldId, edit.next.value, nextCid);
}

/** The room after a refusal: what one typed stays, with the sentence that says why it is not kept. */
export function refuse(room: Room, refused: RefusedFrame): Room {
  const [fieldId, edit] = editOf(room, refused.cid);
  if (fieldId === null) return room;
  const value = edit.next ? edit.next.value : edit.value;
  return withEdit(room, fieldId, { cid: edit.cid, value, next: null, problem: refused.message });
}

function editOf(room: Room, cid: string | null): [string, Edit] | [null, null] {
  const found = Object.entries(room.edits).find(([, edit]) => edit.cid === cid && edit.problem === null);
  return found ?? [null, null];
}

function withEdit(room: Room, fieldId: string, edit: Edit | null): Room {
  const others = Object.entries(room.edits).filter(([name]) => name !== fieldId);
  return { ...room, edits: Object.fromEntries(edit ? [...others, [fieldId, edit]] : others) };
}
