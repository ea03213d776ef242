/** Drawing on the pages: which tool is in hand, what is being drawn, and what the server has not taken yet. */
import type { Annotation, Drawing as Drawn, Rect } from "../protocol/frames";
import { lastOwn, ownLike } from "../state/drawings";
import type { PagePoint } from "../viewer/geometry";
import { rectBetween } from "../viewer/lines";
import { thinned } from "./ink";
import type { LiveRoom } from "./live-room.svelte";

export type ToolName = "point" | "highlight" | "pen" | "note";

/** A drawing on its way to the server, or one that it refused, with the reason. */
export interface Unsent {
  readonly id: number;
  readonly drawing: Drawn;
  readonly problem: string | null;
}

/** What finds the words between two places of a page. */
export interface Marked {
  readonly textAreas: (from: PagePoint, to: PagePoint) => readonly Rect[];
}

/** Smaller rectangles (in points) are slips of the hand. */
const SMALLEST = 3;

export class Drawing {
  tool = $state<ToolName>("point");
  /** What is under the pen or the marker now; the other sees it once it is done. */
  draft = $state.raw<Drawn | null>(null);
  /** Where a note is being written; what is written so far outlives a change of the screen. */
  notePlace = $state.raw<PagePoint | null>(null);
  noteText = $state("");
  unsent = $state.raw<readonly Unsent[]>([]);

  readonly #live: LiveRoom;
  readonly #documentId: () => string | null;
  #paper: Marked | null = null;
  #start: PagePoint | null = null;
  #trail: readonly PagePoint[] = [];
  #leaving = $state.raw<readonly string[]>([]);
  #number = 0;

  constructor(live: LiveRoom, documentId: () => string | null) {
    this.#live = live;
    this.#documentId = documentId;
  }

  attach(paper: Marked): void {
    this.#paper = paper;
  }

  /** Whether the hand draws instead of pointing and filling in. */
  get isOn(): boolean {
    return this.tool !== "point";
  }

  /** Whether there is anything to undo. */
  get canUndo(): boolean {
    const { room } = this.#live;
    return this.unsent.length > 0 || (room !== null && lastOwn(room, this.#leaving) !== null);
  }

  choose(tool: ToolName): void {
    this.cancel();
    this.tool = tool;
  }

  /** The pen comes down at a place. */
  press(place: PagePoint): void {
    if (!this.isOn) return;
    this.#start = place;
    this.#trail = [place];
    this.#follow();
  }

  /** The pen moves while it is down; another page is out of its reach. */
  move(place: PagePoint): void {
    if (place.pageNumber !== this.#start?.pageNumber) return;
    this.#trail = [...this.#trail, place];
    this.#follow();
  }

  /** The pen is lifted: what it drew goes to both. */
  lift(): void {
    const { draft } = this;
    if (this.tool === "note") this.notePlace = this.#start;
    this.cancel();
    if (draft?.kind === "ink") void this.#send({ ...draft, points: thinned(draft.points) });
    else if (draft?.kind === "highlight" && draft.areas.some(isLarge)) void this.#send(draft);
  }

  /** Whether the pen is on the paper. */
  get isDown(): boolean {
    return this.#start !== null;
  }

  /** Forgets what is being drawn. */
  cancel(): void {
    this.#start = null;
    this.#trail = [];
    this.draft = null;
  }

  /** Pins the note that was written; an empty one is none. */
  pin(): void {
    const [place, text, documentId] = [this.notePlace, this.noteText.trim(), this.#documentId()];
    this.discardNote();
    if (!place || text === "" || documentId === null) return;
    const { pageNumber, x, y } = place;
    void this.#send({ kind: "note", documentId, pageNumber, place: { x, y }, text });
    this.tool = "point";
  }

  discardNote(): void {
    this.notePlace = null;
    this.noteText = "";
  }

  /** Sends once more what was refused. */
  again(refused: Unsent): void {
    this.forget(refused);
    void this.#send(refused.drawing);
  }

  /** Gives up on a drawing that was refused. */
  forget({ id }: Pick<Unsent, "id">): void {
    this.unsent = this.unsent.filter((one) => one.id !== id);
  }

  /** Takes a drawing of one's own away for both. */
  async remove({ annotationId }: Pick<Annotation, "annotationId">): Promise<void> {
    if (this.#leaving.includes(annotationId)) return;
    this.#leaving = [...this.#leaving, annotationId];
    const outcome = await this.#live.act({ type: "annotationRemove", annotationId });
    if (!outcome.isDone) this.#leaving = this.#leaving.filter((id) => id !== annotationId);
  }

  /** Takes one's own last drawing away, wherever it has come to. */
  undo(): void {
    const last = this.unsent.at(-1);
    if (last) this.forget(last);
    else if (this.#live.room) {
      const own = lastOwn(this.#live.room, this.#leaving);
      if (own) void this.remove(own);
    }
  }

  #follow(): void {
    const [start, documentId] = [this.#start, this.#documentId()];
    const last = this.#trail.at(-1);
    if (!start || !last || documentId === null || this.tool === "note") return;
    const { pageNumber } = start;
    const points = this.#trail.map(({ x, y }) => ({ x, y }));
    this.draft =
      this.tool === "pen"
        ? { kind: "ink", documentId, pageNumber, points }
        : { kind: "highlight", documentId, pageNumber, areas: this.#areas(start, last) };
  }

  #areas(from: PagePoint, to: PagePoint): readonly Rect[] {
    const words = this.#paper?.textAreas(from, to) ?? [];
    return words.length > 0 ? words : [rectBetween(from, to)];
  }

  /** Shows a drawing at once, until the server has it or says why not; one that was undone meanwhile goes again. */
  async #send(drawing: Drawn): Promise<void> {
    this.#number += 1;
    const id = this.#number;
    this.unsent = [...this.unsent, { id, drawing, problem: null }];
    const outcome = await this.#live.act({ type: "annotationAdd", drawing });
    const isWanted = this.unsent.some((one) => one.id === id);
    if (outcome.isDone) {
      this.forget({ id });
      const made = isWanted || !this.#live.room ? null : ownLike(this.#live.room, drawing);
      if (made) void this.remove(made);
    } else if (isWanted) {
      const problem = outcome.refused.message;
      this.unsent = this.unsent.map((one) => (one.id === id ? { id, drawing, problem } : one));
    }
  }
}

function isLarge({ width, height }: Rect): boolean {
  return Math.max(width, height) >= SMALLEST;
}
