/** The fields of one document under the hands of their placer: selection, history, and saving by itself. */
import { placeFields } from "../protocol/api";
import type { Field, FieldKind, Rect, Role } from "../protocol/shapes";
import { placing as words } from "../words/placing";
import {
  canBeSaved,
  fromServer,
  idsAfter,
  newField,
  toServer,
  withChange,
  type KnownIds,
  type PlacedField,
} from "./fields";
import { begin, change, redo, undo, type History } from "./history";

const QUIET_MS = 600;

export type Saving =
  | { readonly state: "idle" }
  | { readonly state: "saving" }
  | { readonly state: "saved"; readonly at: number }
  | { readonly state: "failed"; readonly reason: unknown };

type Fields = readonly PlacedField[];

/** Keeps the fields of a document; every change is on the server about half a second later. */
export class Board {
  /** The field that the keyboard and the card act on. */
  selected = $state<string>();
  /** What the next press on a page places; nothing while it only selects. */
  kind = $state<FieldKind>();
  owner = $state<Role>("CUSTOMER");
  saving = $state.raw<Saving>({ state: "idle" });

  readonly documentId: string;
  #history = $state.raw<History<Fields>>(begin<Fields>([]));
  #ids: KnownIds;
  #sent: Fields;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(documentId: string, fields: readonly Field[]) {
    const server = fromServer(fields);
    this.documentId = documentId;
    this.#ids = server.ids;
    this.#sent = server.fields;
    this.#history = begin<Fields>(server.fields);
  }

  get fields(): Fields {
    return this.#history.present;
  }

  get canUndo(): boolean {
    return this.#history.past.length > 0;
  }

  get canRedo(): boolean {
    return this.#history.future.length > 0;
  }

  field(key: string | undefined): PlacedField | undefined {
    return this.fields.find((field) => field.key === key);
  }

  /** Places a new field and selects it. */
  place(kind: FieldKind, pageNumber: number, rect: Rect): void {
    const field = newField(crypto.randomUUID(), kind, this.owner, pageNumber, rect, words.newOption);
    this.#change([...this.fields, field]);
    this.selected = field.key;
    this.kind = undefined;
  }

  change(key: string, changes: Partial<Omit<PlacedField, "key">>): void {
    this.#change(withChange(this.fields, key, changes));
  }

  remove(key: string): void {
    this.#change(this.fields.filter((field) => field.key !== key));
    if (this.selected === key) this.selected = undefined;
  }

  undo(): void {
    this.#become(undo(this.#history));
  }

  redo(): void {
    this.#become(redo(this.#history));
  }

  /** Saves what is not saved yet, and resolves once it is; rejects when it could not be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = this.#running.catch(() => undefined).then(() => this.#save());
    await this.#running;
  }

  #change(fields: Fields): void {
    this.#become(change(this.#history, fields));
  }

  #become(history: History<Fields>): void {
    this.#history = history;
    if (this.selected !== undefined && !this.field(this.selected)) this.selected = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush().catch(() => undefined), QUIET_MS);
  }

  async #save(): Promise<void> {
    const fields = this.fields;
    if (fields === this.#sent || !canBeSaved(fields)) return;
    this.saving = { state: "saving" };
    try {
      const answer = await placeFields(this.documentId, toServer(fields, this.#ids));
      this.#ids = idsAfter(fields, answer.fields);
      this.#sent = fields;
      this.saving = { state: "saved", at: Date.now() };
    } catch (reason) {
      this.saving = { state: "failed", reason };
      throw reason;
    }
  }
}
