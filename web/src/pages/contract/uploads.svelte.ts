/** The files on their way into a contract. */
import { Refusal } from "../../protocol/request";
import type { Document } from "../../protocol/shapes";
import { Cancelled, uploadDocument, type Upload } from "../../protocol/upload";
import { sentence } from "../sentence";

export type Progress =
  | { readonly state: "sending"; readonly share: number }
  | { readonly state: "locked"; readonly problem: string | undefined }
  | { readonly state: "refused"; readonly problem: string; readonly retryable: boolean };

export interface Entry {
  readonly id: string;
  readonly file: File;
  readonly progress: Progress;
}

/** Uploads files one by one and keeps those that need an answer or were refused. */
export class Uploads {
  entries = $state.raw<readonly Entry[]>([]);
  readonly #contractId: string;
  readonly #onadded: (document: Document) => void;
  #running: readonly { readonly id: string; readonly upload: Upload }[] = [];

  constructor(contractId: string, onadded: (document: Document) => void) {
    this.#contractId = contractId;
    this.#onadded = onadded;
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      const id = crypto.randomUUID();
      this.entries = [...this.entries, { id, file, progress: { state: "sending", share: 0 } }];
      void this.send(id);
    }
  }

  /** Sends a file, again or with a password. */
  async send(id: string, password?: string): Promise<void> {
    const entry = this.entries.find((each) => each.id === id);
    if (!entry) return;
    this.#set(id, { state: "sending", share: 0 });
    const upload = uploadDocument(
      this.#contractId,
      entry.file,
      (share) => this.#set(id, { state: "sending", share }),
      password,
    );
    this.#running = [...this.#running, { id, upload }];
    try {
      const document = await upload.finished;
      this.dismiss(id);
      this.#onadded(document);
    } catch (reason) {
      this.#fail(id, reason);
    } finally {
      this.#running = this.#running.filter((each) => each.upload !== upload);
    }
  }

  cancel(id: string): void {
    this.#running.find((each) => each.id === id)?.upload.cancel();
  }

  cancelAll(): void {
    for (const { upload } of this.#running) upload.cancel();
  }

  dismiss(id: string): void {
    this.entries = this.entries.filter((entry) => entry.id !== id);
  }

  #fail(id: string, reason: unknown): void {
    if (reason instanceof Cancelled) {
      this.dismiss(id);
      return;
    }
    const code = reason instanceof Refusal ? reason.code : "";
    if (code === "document_password_required") this.#set(id, { state: "locked", problem: undefined });
    else if (code === "document_password_wrong")
      this.#set(id, { state: "locked", problem: sentence(reason) });
    else
      this.#set(id, {
        state: "refused",
        problem: sentence(reason),
        retryable: !(reason instanceof Refusal) || reason.status >= 500,
      });
  }

  #set(id: string, progress: Progress): void {
    this.entries = this.entries.map((entry) => (entry.id === id ? { ...entry, progress } : entry));
  }
}
