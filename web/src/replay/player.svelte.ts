/** A film being looked at: the moment, whether and how fast it plays, and whose page is seen. */
import type { Role } from "../protocol/frames";
import { type SharedPlace, sharedPlace } from "../state/lead";
import { isSamePlace, openDocument, participantOf, type Room } from "../state/room";
import { countAt, type Film, markBeside, roomAfter } from "./film";
import type { Mark } from "./marks";
import { advance, cutsOf, type Speed } from "./playing";

export class Player {
  readonly film: Film;
  readonly cuts: ReturnType<typeof cutsOf>;

  /** The moment, in milliseconds since 1970. */
  at = $state(0);
  isPlaying = $state(false);
  speed = $state<Speed>("1");
  skips = $state(true);
  /** Whose page is seen; null while one looks around by oneself. */
  whose = $state<Role | null>(null);

  readonly #count = $derived.by(() => countAt(this.film.moments, this.at));
  readonly room: Room = $derived.by(() => roomAfter(this.film, this.#count));
  /** The last event before the moment, or at it. */
  readonly latest: Mark | null = $derived.by(() => {
    return this.film.marks[countAt(this.film.marks, this.at) - 1] ?? null;
  });
  /** The page that the one whose page is seen had before them. */
  readonly place: SharedPlace | null = $derived.by(() => placeOf(this.room, this.whose));

  #frame: number | undefined;

  constructor(film: Film, whose: Role) {
    this.film = film;
    this.cuts = cutsOf(film);
    this.at = film.start;
    this.whose = whose;
  }

  get isAtEnd(): boolean {
    return this.at >= this.film.end;
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  /** Plays on from here, or from the beginning once the end was reached. */
  play(): void {
    if (this.isPlaying) return;
    if (this.isAtEnd) this.at = this.film.start;
    this.isPlaying = true;
    this.#turn(performance.now());
  }

  pause(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.isPlaying = false;
  }

  /** Goes to a moment, and goes on playing there if it plays. */
  seek(at: number): void {
    this.at = Math.min(this.film.end, Math.max(this.film.start, at));
  }

  /** Goes to the next event or the one before; which one that is. */
  step(direction: 1 | -1): Mark | null {
    const mark = markBeside(this.film, this.at, direction);
    this.seek(mark?.at ?? (direction === 1 ? this.film.end : this.film.start));
    return mark;
  }

  #turn(before: number): void {
    this.#frame = requestAnimationFrame((now) => {
      this.at = advance(this.film, this.cuts, this.at, Math.max(0, now - before), this);
      if (this.isAtEnd) this.pause();
      else this.#turn(now);
    });
  }
}

/** Where somebody was; before they came, or when that was not kept, the page that the session was on. */
function placeOf(room: Room, whose: Role | null): SharedPlace | null {
  const userId = whose === "ADVISOR" ? room.contract.advisorId : room.contract.customerId;
  const shared = sharedPlace(room);
  const own = whose === null ? null : (participantOf(room, userId)?.page ?? null);
  const place = own === null || isSamePlace(own, shared) ? shared : { ...own, anchor: null };
  const isThere = room.documents.some(({ documentId }) => documentId === place?.documentId);
  const open = openDocument(room);
  if (isThere || !open) return isThere ? place : null;
  return { documentId: open.documentId, pageNumber: 1, anchor: null };
}
