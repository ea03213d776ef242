/** Who turns the pages, who follows, and where everybody is. */
import type { Anchor, PagePlace } from "../protocol/frames";
import { isSamePlace, otherOf, participantOf, type Room } from "./room";

/** How one's own page goes with the other's. */
export type Step = "alone" | "leading" | "together" | "following" | "elsewhere";

/** A page of a document, and the point of it that is in the middle of the leader's screen. */
export interface SharedPlace extends PagePlace {
  readonly anchor: Anchor | null;
}

/** Whether one's own page turns count for both: as leader, or while nobody leads. */
export function turnsForBoth(room: Room): boolean {
  return room.live.lead === null || room.live.lead === room.me.userId;
}

/** How this screen goes with the other one; `follows` is what the person chose, `place` what they look at. */
export function stepOf(room: Room, follows: boolean, place: PagePlace | null): Step {
  if (!isOtherHere(room)) return "alone";
  if (room.live.lead === room.me.userId) return "leading";
  if (!follows) return isSamePlace(place, otherPlace(room) ?? sharedPlace(room)) ? "together" : "elsewhere";
  return room.live.lead === null ? "together" : "following";
}

/** What both look at, as the server last said. */
export function sharedPlace(room: Room): SharedPlace | null {
  const documentId = room.live.documentId ?? room.documents[0]?.documentId;
  return documentId === undefined
    ? null
    : { documentId, pageNumber: room.live.pageNumber, anchor: room.live.anchor };
}

/** Whether the other person is in the room, or just away for a moment. */
export function isOtherHere(room: Room): boolean {
  const other = participantOf(room, otherOf(room).userId);
  return other !== null && other.presence !== "offline";
}

/** The page that the other person looks at, as far as is known. */
export function otherPlace(room: Room): PagePlace | null {
  const other = participantOf(room, otherOf(room).userId);
  return other?.page ?? null;
}

/** The field that the other person is typing in. */
export function fieldTypedByOther(room: Room): string | null {
  const { userId } = otherOf(room);
  const typed = Object.entries(room.typing).find(
    ([, typist]) => typist.userId === userId && typist.text !== null,
  );
  return typed?.[0] ?? null;
}
