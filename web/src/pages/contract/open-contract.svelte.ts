/** One contract on screen: itself, its documents, and the fields being placed on them. */
import { SvelteMap } from "svelte/reactivity";
import { isSignedOut } from "../../account.svelte";
import { Board } from "../../placing/board.svelte";
import { fetchContract, fetchDocuments, fetchSession } from "../../protocol/api";
import type { Contract, Document, Party, Role } from "../../protocol/shapes";
import { app } from "../../words/app";
import { firstName } from "../../words/format";
import { placing } from "../../words/placing";

/** Keeps what is shown of a contract in step with the server. */
export class OpenContract {
  contract: Contract;
  documents = $state.raw<readonly Document[]>([]);
  /** Who is in the room at the moment, as far as is known. */
  present = $state.raw<readonly string[]>([]);
  readonly contractId: string;
  readonly userId: string;
  readonly #boards = new SvelteMap<string, Board>();

  private constructor(contract: Contract, documents: readonly Document[], userId: string) {
    this.contractId = contract.contractId;
    this.userId = userId;
    this.contract = $state.raw(contract);
    this.#show(documents);
  }

  /** Reads the contract and its documents for the first time. */
  static async load(contractId: string, userId: string): Promise<OpenContract> {
    const [contract, { items }] = await Promise.all([fetchContract(contractId), fetchDocuments(contractId)]);
    const opened = new OpenContract(contract, items, userId);
    opened.present = await peopleIn(contract);
    return opened;
  }

  get me(): Party {
    return this.isAdvisor ? this.contract.advisor : this.contract.customer;
  }

  get other(): Party {
    return this.isAdvisor ? this.contract.customer : this.contract.advisor;
  }

  get isAdvisor(): boolean {
    return this.userId === this.contract.advisorId;
  }

  get myRole(): Role {
    return this.isAdvisor ? "ADVISOR" : "CUSTOMER";
  }

  /** First names; the reader is "You". */
  get names(): Readonly<Record<Role, string>> {
    const { advisor, customer } = this.contract;
    return {
      ADVISOR: this.isAdvisor ? placing.you : firstName(advisor.name),
      CUSTOMER: this.isAdvisor ? firstName(customer.name) : placing.you,
    };
  }

  get people(): Readonly<Record<Role, string>> {
    return { ADVISOR: this.contract.advisor.name, CUSTOMER: this.contract.customer.name };
  }

  /** The other person's first name. */
  get otherName(): string {
    return firstName(this.other.name);
  }

  /** The other person, if that one is in the room now. */
  get guest(): Party | undefined {
    return this.isInRoom(this.other) ? this.other : undefined;
  }

  isInRoom(party: Party): boolean {
    return this.present.includes(party.userId);
  }

  may(verb: string): boolean {
    return this.contract.permissions.includes(verb);
  }

  fullName(party: Party): string {
    return party.userId === this.userId ? app.you(party.name) : party.name;
  }

  board(documentId: string): Board | undefined {
    return this.#boards.get(documentId);
  }

  /** Whether something is still on its way to the server, or could not be sent. */
  get saving(): Board["saving"] {
    const all = [...this.#boards.values()].map((board) => board.saving);
    const latest = all.filter((saving) => saving.state === "saved").sort((a, b) => b.at - a.at)[0];
    return all.find(({ state }) => state === "failed" || state === "saving") ?? latest ?? { state: "idle" };
  }

  /** Sends every change of a field that is not on the server yet. */
  async flush(): Promise<void> {
    await Promise.all([...this.#boards.values()].map((board) => board.flush()));
  }

  /** Takes the server's answer to a change of the contract. */
  take(contract: Contract): void {
    this.contract = contract;
  }

  /** Reads the contract again; its documents only when something has changed. */
  async refresh(): Promise<void> {
    const fresh = await fetchContract(this.contractId);
    const isChanged = fresh.version !== this.contract.version;
    this.present = await peopleIn(fresh);
    this.contract = fresh;
    if (isChanged) await this.readDocuments();
  }

  async readDocuments(): Promise<void> {
    this.#show((await fetchDocuments(this.contractId)).items);
  }

  /** Reads everything again, with fresh addresses of the files. */
  async reload(): Promise<void> {
    this.contract = await fetchContract(this.contractId);
    this.documents = [];
    await this.readDocuments();
  }

  /** A file keeps the address it was first read from: another one would load the paper again. */
  #show(documents: readonly Document[]): void {
    const former = this.documents;
    this.documents = documents.map((document) => {
      const known = former.find(({ documentId }) => documentId === document.documentId);
      return known && Boolean(known.sealed) === Boolean(document.sealed)
        ? { ...document, fileUrl: known.fileUrl, sealed: known.sealed }
        : document;
    });
    for (const { documentId, fields } of documents) {
      if (!this.#boards.has(documentId)) this.#boards.set(documentId, new Board(documentId, fields));
    }
    for (const gone of [...this.#boards.keys()]) {
      if (!documents.some(({ documentId }) => documentId === gone)) this.#boards.delete(gone);
    }
  }
}

/** Who is in the room of a contract; a session that has ended meanwhile has nobody in it. */
async function peopleIn({ session }: Contract): Promise<readonly string[]> {
  if (!session) return [];
  try {
    return (await fetchSession(session.sessionId)).participants;
  } catch (reason) {
    if (isSignedOut(reason)) throw reason;
    return [];
  }
}
