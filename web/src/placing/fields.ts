/** The fields of a document while they are being placed, and what becomes of them on the server. */
import type { FieldPlace } from "../protocol/shapes";
import type { Field, FieldKind, Rect, Role } from "../protocol/shapes";
import { LEAST, type Size } from "./geometry";

/** A field on the page; `key` names it here from the start, the server's id comes with the first saving. */
export interface PlacedField {
  readonly key: string;
  readonly kind: FieldKind;
  readonly owner: Role;
  readonly pageNumber: number;
  readonly rect: Rect;
  readonly label: string;
  readonly required: boolean;
  readonly options: readonly string[];
  readonly maxLength: number | null;
  readonly group: string;
}

/** The server's ids of fields by key, as of the last saving. */
export type KnownIds = Readonly<Record<string, string>>;

export const KINDS: readonly FieldKind[] = [
  "signature",
  "initials",
  "text",
  "number",
  "date",
  "checkbox",
  "choice",
];

/** The size of a field that is placed by a click, in points. */
export const USUAL_SIZE: Readonly<Record<FieldKind, Size>> = {
  signature: { width: 180, height: 48 },
  initials: { width: 64, height: 32 },
  text: { width: 180, height: 22 },
  number: { width: 110, height: 22 },
  date: { width: 110, height: 22 },
  checkbox: { width: 14, height: 14 },
  choice: { width: 140, height: 22 },
};

/** The least size of a field, in points: a whole name is set into the smallest place for a mark. */
export function leastSize(kind: FieldKind): Size {
  return kind === "signature" || kind === "initials" ? { width: 24, height: 12 } : LEAST;
}

/** A new field. A box to tick is optional until somebody says otherwise: ticking is a decision. */
export function newField(
  key: string,
  kind: FieldKind,
  owner: Role,
  pageNumber: number,
  rect: Rect,
  firstOption: string,
): PlacedField {
  return {
    key,
    kind,
    owner,
    pageNumber,
    rect,
    label: "",
    required: kind !== "checkbox",
    options: kind === "choice" ? [firstOption] : [],
    maxLength: null,
    group: "",
  };
}

/** The server's fields as they are placed here, and their ids. */
export function fromServer(fields: readonly Field[]): { fields: PlacedField[]; ids: KnownIds } {
  return {
    fields: fields.map((field) => {
      const { fieldId, kind, owner, pageNumber, rect, label, required, options, maxLength, group } = field;
      return { key: fieldId, kind, owner, pageNumber, rect, label, required, options, maxLength, group };
    }),
    ids: Object.fromEntries(fields.map(({ fieldId }) => [fieldId, fieldId])),
  };
}

/** What is sent to the server: a field that it does not know (any more) goes as a new one. */
export function toServer(fields: readonly PlacedField[], ids: KnownIds): FieldPlace[] {
  return fields.map(({ key, ...place }) => ({ ...place, fieldId: ids[key] ?? null }));
}

/** The ids after a saving; the server answers in the order in which the fields were sent. */
export function idsAfter(sent: readonly PlacedField[], answer: readonly Field[]): KnownIds {
  return Object.fromEntries(
    sent.flatMap(({ key }, index) => (answer[index] ? [[key, answer[index].fieldId]] : [])),
  );
}

/** Whether every choice offers something to choose from; the server refuses others. */
export function canBeSaved(fields: readonly PlacedField[]): boolean {
  return fields.every((field) => field.kind !== "choice" || optionsProblem(field.options) === undefined);
}

/** What is wrong with the options of a choice. */
export function optionsProblem(options: readonly string[]): "missing" | "twice" | undefined {
  if (options.length === 0) return "missing";
  return new Set(options).size === options.length ? undefined : "twice";
}

/** The options that lines of text stand for. */
export function optionsOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The fields with one of them changed. */
export function withChange(
  fields: readonly PlacedField[],
  key: string,
  changes: Partial<Omit<PlacedField, "key">>,
): readonly PlacedField[] {
  return fields.map((field) => (field.key === key ? { ...field, ...changes } : field));
}
