/** What the two people of a room do, in words. */
import type { Role } from "../protocol/frames";
import { fieldTypedByOther } from "../state/lead";
import { nameOf, participantOf, type Room } from "../state/room";
import { clock, firstName } from "../words/format";
import { presence as words } from "../words/room";

export interface Person {
  readonly userId: string;
  readonly role: Role;
  readonly name: string;
  readonly presence: "here" | "reconnecting" | "offline";
  readonly isMe: boolean;
  readonly does: string;
}

/** Both people, the advisor first; `myPage` is the page in view here, `isConnected` whether one's own line holds. */
export function peopleOf(room: Room, myPage: number | null, isConnected: boolean): Person[] {
  return peopleAsSeen(room).map((person) =>
    person.isMe
      ? { ...person, presence: ownPresence(isConnected), does: ownDoing(room, myPage, isConnected) }
      : person,
  );
}

/** Both people as everybody else sees them, the advisor first. */
export function peopleAsSeen(room: Room): Person[] {
  const roles: readonly Role[] = ["ADVISOR", "CUSTOMER"];
  return roles.map((role) => {
    const userId = role === "ADVISOR" ? room.contract.advisorId : room.contract.customerId;
    const presence = participantOf(room, userId)?.presence ?? "offline";
    const name = firstName(nameOf(room, userId));
    const isMe = userId === room.me.userId;
    return { userId, role, name, presence, isMe, does: doing(room, userId) };
  });
}

function ownPresence(isConnected: boolean): Person["presence"] {
  return isConnected ? "here" : "reconnecting";
}

function ownDoing(room: Room, myPage: number | null, isConnected: boolean): string {
  if (!isConnected) return words.reconnecting;
  if (room.contract.status === "SIGNED") return words.inRoom;
  if (room.live.lead === room.me.userId) return words.leading;
  return myPage === null ? words.inRoom : words.onPage(myPage);
}

function doing(room: Room, userId: string): string {
  const participant = participantOf(room, userId);
  if (!participant || isNew(room, userId)) return words.notYet;
  if (participant.presence === "reconnecting") return words.reconnecting;
  if (participant.presence === "offline") return words.offlineSince(clock(participant.since));
  if (room.contract.status === "SIGNED") return words.inRoom;
  const page = participant.page?.pageNumber;
  const place = page === undefined ? words.inRoom : words.onPage(page);
  const main = room.live.lead === userId ? words.leading : place;
  return fieldTypedByOther(room) === null ? main : `${main}, ${words.typing}`;
}

/** Whether somebody has not been in this session yet. */
export function isNew(room: Room, userId: string): boolean {
  const participant = participantOf(room, userId);
  return participant?.presence === "offline" && participant.since === room.session.startedAt;
}
