/** The room as one value: what the server says, and what is passing by. */
import { type View, withPages } from "@livecontract/client";
import type {
  Document,
  Field,
  FieldValue,
  Keep,
  PagePlace,
  PagesShown,
  Participant,
  PointerMoved,
  Role,
  Snapshot,
  Welcome,
} from "../protocol/frames";

export { nameOf, pagesOf, withPages } from "@livecontract/client";

/** A value of one's own that the server has not confirmed yet; one is under way, the last one waits. */
export interface Edit {
  readonly cid: string;
  readonly value: FieldValue;
  readonly next: { readonly value: FieldValue } | null;
  /** Why the server said no; the value stays on the screen. */
  readonly problem: string | null;
}

/** What became of what one asked the other; it is shown until one goes on. */
export interface Answers {
  /** Whether the other would rather not lead. */
  readonly isLeadDeclined: boolean;
  /** Whether the other used what one suggested, by field. */
  readonly suggestions: Readonly<Record<string, "used" | "other" | "declined">>;
}

export const NO_ANSWERS: Answers = { isLeadDeclined: false, suggestions: {} };

export interface Room extends View {
  readonly me: { readonly userId: string; readonly role: Role };
  /** What the recording of the session keeps beside page turns, presence and all that is in the contract. */
  readonly recording: readonly Keep[];
  /** Who stands in which field, and what they are typing there; null while they only stand there. */
  readonly typing: Readonly<Record<string, { readonly userId: string; readonly text: string | null }>>;
  /** Where others point, by user. */
  readonly pointers: Readonly<Record<string, PointerMoved>>;
  readonly edits: Readonly<Record<string, Edit>>;
  readonly answers: Answers;
  /** When the session ends by itself, once nobody has done anything for long. */
  readonly endsAt: string | null;
  /** Who ended the session and why, once it is over. */
  readonly ended: { readonly endedBy: string; readonly reason: string } | null;
}

/** The room that a snapshot describes; one's own unconfirmed values outlive it. */
export function enterRoom(welcome: Welcome, snapshot: Snapshot, before: Room | null): Room {
  const { session, contract, documents, live, participants } = snapshot;
  return {
    me: { userId: welcome.userId, role: welcome.role },
    recording: welcome.recording,
    session,
    contract,
    documents,
    live,
    participants,
    pagesShown: withOwnPages(welcome.userId, snapshot.pagesShown, before),
    typing: {},
    pointers: {},
    edits: before?.edits ?? {},
    answers: before?.answers ?? NO_ANSWERS,
    endsAt: null,
    ended: null,
  };
}

/** What was on one's own screen is told again after a reconnect, so it counts already. */
function withOwnPages(userId: string, shown: PagesShown, before: Room | null): PagesShown {
  const own = Object.entries(before?.pagesShown[userId] ?? {});
  return own.reduce((all, [documentId, pages]) => withPages(all, userId, documentId, pages), shown);
}

/** All fields, in reading order: by document, page, line and place in the line. */
export function fieldsOf(room: Room): Field[] {
  return room.documents.flatMap((document) => [...document.fields].sort(inReadingOrder));
}

/** Fields whose tops differ by less than this stand in one line, in points. */
const SAME_LINE = 6;

function inReadingOrder(a: Field, b: Field): number {
  const lines = a.rect.y - b.rect.y;
  return a.pageNumber - b.pageNumber || (Math.abs(lines) > SAME_LINE ? lines : a.rect.x - b.rect.x);
}

export function fieldOf(room: Room, fieldId: string): Field | null {
  return fieldsOf(room).find((field) => field.fieldId === fieldId) ?? null;
}

/** The document that both are looking at, if there is any. */
export function openDocument(room: Room): Document | null {
  return (
    room.documents.find(({ documentId }) => documentId === room.live.documentId) ?? room.documents[0] ?? null
  );
}

export function documentOf(room: Room, documentId: string): Document | null {
  return room.documents.find((document) => document.documentId === documentId) ?? null;
}

/** The person on the other side of the contract. */
export function otherOf(room: Room): { readonly userId: string; readonly name: string; readonly role: Role } {
  return room.me.role === "ADVISOR"
    ? { ...room.contract.customer, role: "CUSTOMER" }
    : { ...room.contract.advisor, role: "ADVISOR" };
}

/** The user who owns a field. */
export function ownerOf(room: Room, field: Field): string {
  return field.owner === "ADVISOR" ? room.contract.advisorId : room.contract.customerId;
}

export function participantOf(room: Room, userId: string): Participant | null {
  return room.participants.find((participant) => participant.userId === userId) ?? null;
}

export function isSamePlace(a: PagePlace | null, b: PagePlace | null): boolean {
  return a?.documentId === b?.documentId && a?.pageNumber === b?.pageNumber;
}
