/** What somebody types into a field before it is kept: the text, its problem, and what the other may see of it. */
import type { Field, FieldValue } from "../protocol/frames";
import type { ShownValue } from "../state/edits";
import { parse, readable } from "./field-values";

export interface DraftOwner {
  readonly field: () => Field;
  readonly shown: () => ShownValue;
  readonly keep: (value: FieldValue) => void;
  readonly tell: (text: string | null) => void;
}

export class Draft {
  /** The text while it is being typed; null once it is kept. */
  typed = $state<string | null>(null);
  problem = $state<string | null>(null);

  readonly #owner: DraftOwner;

  constructor(owner: DraftOwner) {
    this.#owner = owner;
  }

  /** What stands in the field now. */
  get text(): string {
    return this.typed ?? readable(this.#owner.field(), this.#owner.shown().value);
  }

  /** Why it cannot be kept, here or on the server. */
  get wrong(): string | null {
    return this.problem ?? (this.typed === null ? this.#owner.shown().problem : null);
  }

  type(text: string): void {
    this.typed = text;
    this.problem = null;
    this.#owner.tell(text);
  }

  /** Keeps what was typed, if it makes sense; true if nothing stands against leaving the field. */
  keep(): boolean {
    this.#owner.tell(null);
    if (this.typed === null) return true;
    const parsed = parse(this.#owner.field(), this.typed);
    if ("problem" in parsed) {
      this.problem = parsed.problem;
      return false;
    }
    this.#owner.keep(parsed.value);
    this.typed = null;
    return true;
  }

  /** Goes back to what was kept last. */
  undo(): void {
    this.typed = null;
    this.problem = null;
    this.#owner.tell(null);
  }
}
