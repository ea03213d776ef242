/** What can be done with a field, whoever shows it. */
import type { FieldValue } from "../protocol/frames";

export interface FieldActs {
  /** Keeps a value of a field of one's own. */
  readonly keep: (fieldId: string, value: FieldValue) => void;
  /** Shows the other what is being typed; null when typing has ended. */
  readonly type: (fieldId: string, text: string | null) => void;
  /** Shows the other that one stands in a field, or no longer. */
  readonly stand: (fieldId: string, isThere: boolean) => void;
  /** Goes to the next open field of one's own after this one. */
  readonly next: (fieldId: string) => void;
  /** Opens a field in a sheet, on narrow screens. */
  readonly open: (fieldId: string) => void;
  /** Suggests a value for a field of the other's, or takes that back; resolves to why it is not possible. */
  readonly suggest: (fieldId: string, value: FieldValue) => Promise<string | null>;
  /** Opens the sheet for a suggestion, on narrow screens. */
  readonly openSuggestion: (fieldId: string) => void;
  /** Answers a suggestion. */
  readonly answer: (fieldId: string, isTaken: boolean) => void;
  /** Does one's own next step; a place to sign leads there. */
  readonly step: () => void;
}
