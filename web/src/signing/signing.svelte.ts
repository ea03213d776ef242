/** One's own act of signing, from opening the dialog to the server's answer; it outlives a lost connection. */
import type { Face, FieldChanged, Mark, RefusedFrame } from "../protocol/frames";
import { fetchContract } from "../protocol/api";
import type { LiveRoom, News } from "../room/live-room.svelte";
import { confirmPages } from "../room/session";
import { digestOf } from "../state/digest";
import { fieldOf, nameOf, pagesOf, type Room } from "../state/room";
import { stillToSign } from "../state/todo";
import { announce } from "../ui/announcements.svelte";
import { firstName } from "../words/format";
import { signing as words } from "../words/signing";
import { facesFor } from "./hand-faces";
import { isDrawn, type Strokes } from "./strokes";

/** Why signing did not work, and the page that puts it right. */
export interface SigningProblem {
  readonly sentence: string;
  readonly page: { readonly documentId: string; readonly pageNumber: number } | null;
}

/** Whether this screen and the server show the same. */
export type Comparison = "asking" | "same" | "different" | "unknown";

export class Signing {
  isOpen = $state(false);
  way = $state<"typed" | "drawn">("typed");
  face = $state<Face>("sacramento");
  /** The hands that have every letter of the name; null while their fonts load. */
  faces = $state.raw<readonly Face[] | null>(null);
  strokes = $state.raw<Strokes>([]);
  isAccepted = $state(false);
  isBusy = $state(false);
  problem = $state.raw<SigningProblem | null>(null);
  comparison = $state<Comparison>("asking");
  /** Whether something changed since the dialog was opened; then it has to be read and opened again. */
  hasChanged = $state(false);
  /** The digest of what this screen showed when the dialog was opened. */
  digest = $state<string | null>(null);

  readonly #live: LiveRoom;

  constructor(live: LiveRoom) {
    this.#live = live;
  }

  open(): void {
    const { room } = this.#live;
    if (!room) return;
    this.isOpen = true;
    this.problem = null;
    this.digest = null;
    this.hasChanged = false;
    void this.compare(room);
    void this.#loadFaces(nameOf(room, room.me.userId));
    void confirmPages(
      room.documents.map(({ documentId }) => [
        documentId,
        pagesOf(room.pagesShown, room.me.userId, documentId),
      ]),
    );
  }

  /** Computes what is on this screen, and asks the server whether it has the same. */
  async compare(room: Room | null = this.#live.room): Promise<void> {
    if (!room) return;
    this.comparison = "asking";
    const mine = await digestOf(room.contract, room.documents);
    this.digest ??= mine;
    if (mine !== this.digest) this.#noteChange({ sentence: words.changed(null), page: null });
    try {
      const theirs = (await fetchContract(room.contract.contractId)).digest;
      this.comparison = theirs === this.digest ? "same" : "different";
    } catch {
      this.comparison = "unknown";
    }
  }

  /** Hears of changes: what changes while one reads has to be read again. */
  hear(news: News, room: Room): void {
    if (!this.isOpen || this.isBusy) return;
    if (news.type === "fieldChange") this.#changed(news, room);
    if (news.type === "fieldChange" || news.type === "documentsChanged" || news.type === "snapshot") {
      void this.compare(room);
    }
  }

  /** What stands against signing now, in a sentence; null when nothing does. */
  get obstacle(): string | null {
    if (!this.#live.isLive && !this.isBusy) return words.offline;
    if (this.way === "drawn" && !isDrawn(this.strokes)) return words.drawFirst;
    if (this.way === "typed" && this.faces !== null && !this.faces.includes(this.face))
      return words.typeFaceFirst;
    return this.isAccepted ? null : words.tickFirst;
  }

  get isPossible(): boolean {
    return this.obstacle === null && this.comparison === "same" && !this.hasChanged;
  }

  async submit(): Promise<void> {
    const { room } = this.#live;
    if (!room || this.digest === null || !this.isPossible) return;
    this.isBusy = true;
    this.problem = null;
    const name = nameOf(room, room.me.userId);
    const outcome = await this.#live.act({
      type: "contractSigned",
      signature: { mark: this.#mark(name), name },
      consent: { version: room.contract.consent.version, accepted: true },
      digest: this.digest,
    });
    this.isBusy = false;
    if (outcome.isDone || outcome.refused.code === "already_signed") this.#done();
    else this.problem = problemOf(outcome.refused);
  }

  #mark(name: string): Mark {
    return this.way === "typed"
      ? { kind: "typed", text: name, face: this.face }
      : { kind: "drawn", strokes: this.strokes };
  }

  #done(): void {
    this.isOpen = false;
    const { room } = this.#live;
    const others = room ? stillToSign(room).filter((userId) => userId !== room.me.userId) : [];
    const names = others.map((userId) => (room ? firstName(nameOf(room, userId)) : ""));
    announce(names.length === 0 ? words.signedLast : words.signedNext(names));
  }

  #changed({ fieldId }: FieldChanged, room: Room): void {
    const field = fieldOf(room, fieldId);
    if (!field) return;
    const { documentId, pageNumber } = field;
    this.#noteChange({ sentence: words.changed(pageNumber), page: { documentId, pageNumber } });
  }

  /** The first change is the one that is named. */
  #noteChange(problem: SigningProblem): void {
    if (!this.hasChanged) this.problem = problem;
    this.hasChanged = true;
  }

  async #loadFaces(name: string): Promise<void> {
    this.faces ??= await facesFor(name);
    const [first] = this.faces;
    if (first && !this.faces.includes(this.face)) this.face = first;
    if (!first) this.way = "drawn";
  }
}

/** The server's sentence, and the first page it asks to look at. */
function problemOf({ message, facts }: RefusedFrame): SigningProblem {
  const pages = Object.entries((facts?.["pages"] ?? {}) as Readonly<Record<string, readonly number[]>>);
  const [documentId, numbers] = pages[0] ?? [];
  const pageNumber = numbers?.[0];
  const page = documentId === undefined || pageNumber === undefined ? null : { documentId, pageNumber };
  return { sentence: message, page };
}
