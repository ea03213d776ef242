/** A session that can be looked at again: everything that was told, and the room at any moment of it. */
import type { PagePlace, Presence, Role } from "../protocol/frames";
import { isSamePlace, NO_ANSWERS, type Room } from "../state/room";
import { type Mark, markOf } from "./marks";
import type { WholeRecording } from "./recording";
import { liveAtStart, retell, type Told } from "./told";

/** Something that was told; times are in milliseconds since 1970 and never go back. */
interface Moment {
  readonly at: number;
  readonly told: Told;
}

/** Somebody was in the room, or lost for a moment, with one page before them. */
export interface Stay {
  readonly from: number;
  readonly to: number;
  readonly presence: Exclude<Presence, "offline">;
  readonly place: PagePlace | null;
}

export interface Film {
  readonly start: number;
  readonly end: number;
  readonly moments: readonly Moment[];
  readonly marks: readonly Mark[];
  /** Where each person was, by user. */
  readonly stays: Readonly<Record<string, readonly Stay[]>>;
  /** The room before the first moment, then after every so many of them. */
  readonly rooms: readonly Room[];
}

/** So many moments lie between two rooms that are kept; any other one is found from the kept one before it. */
export const STRIDE = 50;

/** The film of a recording, as `me` may look at it. */
export function filmOf({ view, told }: WholeRecording, me: { userId: string; role: Role }): Film {
  const start = Date.parse(view.session.startedAt);
  const moments = momentsOf(told, start);
  const last = moments.at(-1)?.at ?? start;
  const end = Math.max(last, Date.parse(view.session.endedAt ?? "") || last, start + 1);
  const stays = new Stays(end);
  const marks: Mark[] = [];
  let room = firstRoom(view, me);
  const rooms = [room];
  for (const [index, moment] of moments.entries()) {
    const after = retell(room, moment.told);
    const mark = markOf(moment.told, moment.at, room, after);
    if (mark) marks.push(mark);
    stays.see(after, moment.at);
    room = after;
    if ((index + 1) % STRIDE === 0) rooms.push(room);
  }
  return { start, end, moments, marks, stays: stays.all(), rooms };
}

/** The room as it was at a moment. */
export function roomAt(film: Film, at: number): Room {
  return roomAfter(film, countAt(film.moments, at));
}

/** The room after so many moments. */
export function roomAfter(film: Film, count: number): Room {
  const kept = Math.floor(count / STRIDE);
  const from = film.rooms[kept];
  if (!from)
    throw new RangeError(`a film of ${String(film.moments.length)} moments has no room ${String(kept)}`);
  return film.moments.slice(kept * STRIDE, count).reduce((room, { told }) => retell(room, told), from);
}

/** How many of those that are sorted by time lie at a moment or before it. */
export function countAt(sorted: readonly { readonly at: number }[], at: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The next event after a moment, or the last one before it, whose time is not the moment's own. */
export function markBeside({ marks }: Film, at: number, direction: 1 | -1): Mark | null {
  if (direction === 1) return marks[countAt(marks, at)] ?? null;
  return marks.findLast((mark) => mark.at < at) ?? null;
}

function momentsOf(told: readonly Told[], start: number): Moment[] {
  let latest = start;
  return told.map((one) => {
    latest = Math.max(latest, Date.parse(one.at));
    return { at: latest, told: one };
  });
}

function firstRoom({ session, contract, documents }: WholeRecording["view"], me: Room["me"]): Room {
  const absent = { presence: "offline", page: null, since: session.startedAt } as const;
  return {
    me,
    recording: [],
    session,
    contract,
    documents,
    live: liveAtStart({ contract, documents }),
    participants: [
      { userId: contract.advisorId, name: contract.advisor.name, role: "ADVISOR", ...absent },
      { userId: contract.customerId, name: contract.customer.name, role: "CUSTOMER", ...absent },
    ],
    pagesShown: {},
    typing: {},
    pointers: {},
    edits: {},
    answers: NO_ANSWERS,
    endsAt: null,
    ended: null,
  };
}

/** Collects where everybody was. */
class Stays {
  readonly #end: number;
  readonly #done: Record<string, Stay[]> = {};
  readonly #open = new Map<string, Stay>();

  constructor(end: number) {
    this.#end = end;
  }

  see(room: Room, at: number): void {
    for (const { userId, presence, page } of room.participants) {
      const open = this.#open.get(userId);
      if (open && open.presence === presence && isSamePlace(open.place, page)) continue;
      this.#close(userId, at);
      if (presence !== "offline" && room.ended === null) {
        this.#open.set(userId, { from: at, to: at, presence, place: page });
      }
    }
    if (room.ended !== null) this.#closeAll(at);
  }

  all(): Readonly<Record<string, readonly Stay[]>> {
    this.#closeAll(this.#end);
    return this.#done;
  }

  #closeAll(at: number): void {
    for (const userId of [...this.#open.keys()]) this.#close(userId, at);
  }

  #close(userId: string, at: number): void {
    const open = this.#open.get(userId);
    this.#open.delete(userId);
    if (open && at > open.from) (this.#done[userId] ??= []).push({ ...open, to: at });
  }
}
