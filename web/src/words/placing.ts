/** Words of placing fields on a page. */
import type { FieldKind } from "../protocol/frames";
import { counted } from "./format";

const kinds: Readonly<Record<FieldKind, string>> = {
  signature: "Signature",
  initials: "Initials",
  text: "Text",
  number: "Number",
  date: "Date",
  checkbox: "Checkbox",
  choice: "Choice",
};

export const placing = {
  kinds,
  toolbar: "Fields to place",
  placeFor: "Place for",
  you: "You",
  fieldName: (kind: FieldKind, label: string, owner: string, required: boolean) =>
    [kinds[kind], label, `for ${owner}`, required ? "must be filled in" : "optional"]
      .filter((part) => part !== "")
      .join(", "),
  choiceFace: (options: readonly string[]) => `Choice: ${options.join(", ")}`,
  fillHere: "Fill in here",
  signHere: "Sign here",
  fillsThis: (name: string) => `${name} fills this in`,
  signsHere: (name: string) => `${name} signs here`,
  card: (kind: FieldKind) => `${kinds[kind]} field`,
  remove: "Remove",
  label: "Label",
  required: "Must be filled in",
  options: "Options, one per line",
  optionsMissing: "Give at least one option.",
  optionTwice: "Each option must be different.",
  help: "Click or drag on the page. Escape stops.",
  keys: "Arrow keys move the field, with Control they change its size, Delete removes it.",
  placed: (kind: FieldKind, page: number) => `${kinds[kind]} placed on page ${String(page)}`,
  removed: (kind: FieldKind) => `${kinds[kind]} removed`,
  undo: "Undo",
  redo: "Redo",
  undone: (count: number) => `Undone. ${counted(count, "field")}`,
  seeAs: (name: string) => `See it as ${name}`,
  backToPlacing: "Back to placing",
  saving: "Saving…",
  savedAt: (time: string) => `Saved at ${time}`,
  notSaved: "Not saved",
  saveAgain: "Save again",
  newOption: "Option 1",
} as const;
