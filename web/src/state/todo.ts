/** What is left to do before signing, by whom, and what one's own next step is. */
import type { Document, Field } from "../protocol/frames";
import { fieldsOf, otherOf, ownerOf, pagesOf, type Room } from "./room";

export type Task =
  | { readonly kind: "field"; readonly field: Field; readonly userId: string; readonly isDone: boolean }
  | {
      readonly kind: "pages";
      readonly unseen: readonly Unseen[];
      readonly userId: string;
      readonly isDone: boolean;
    };

/** Pages of a document that somebody has not had in view. */
export interface Unseen {
  readonly document: Document;
  readonly pageNumbers: readonly number[];
}

/** One's own next step; the primary action of the room is always this one. */
export type NextStep =
  | { readonly do: "fill"; readonly field: Field }
  | { readonly do: "see"; readonly document: Document; readonly pageNumber: number }
  | { readonly do: "sign" }
  | { readonly do: "send" }
  | { readonly do: "download" }
  | { readonly do: "wait"; readonly for: Waiting };

/** What one waits for when there is nothing to do. */
export type Waiting =
  | { readonly what: "sending" | "documents" | "sealing" | "sealProblem" | "closed" }
  | { readonly what: "tasks"; readonly tasks: readonly Task[] }
  | { readonly what: "signature"; readonly userId: string; readonly iSigned: boolean };

/** Everything that has to be done before anybody can sign: required fields, and the pages each signer has to see. */
export function tasksOf(room: Room): Task[] {
  const fields = fieldsOf(room);
  const filling = fields
    .filter((field) => field.required && !isMark(field))
    .map((field): Task => ({
      kind: "field",
      field,
      userId: ownerOf(room, field),
      isDone: isSettled(field, fields),
    }));
  const seeing = room.contract.signers.map((userId): Task => {
    const unseen = unseenBy(room, userId);
    return { kind: "pages", unseen, userId, isDone: unseen.length === 0 || hasSigned(room, userId) };
  });
  return [...filling, ...seeing];
}

/** The pages that a person has not had in view yet. */
function unseenBy(room: Room, userId: string): Unseen[] {
  return room.documents.flatMap((document) => {
    const seen = new Set(pagesOf(room.pagesShown, userId, document.documentId));
    const all = Array.from({ length: document.pageCount }, (_, index) => index + 1);
    const pageNumbers = all.filter((page) => !seen.has(page));
    return pageNumbers.length === 0 ? [] : [{ document, pageNumbers }];
  });
}

/** One's own next step in this room. */
export function nextStepOf(room: Room): NextStep {
  const { status } = room.contract;
  if (status === "SIGNED") return { do: "download" };
  if (status === "DECLINED" || status === "VOIDED") return waitFor({ what: "closed" });
  if (status === "DRAFT") return draftStep(room);
  if (room.contract.sealError) return waitFor({ what: "sealProblem" });
  if (room.contract.sealing || stillToSign(room).length === 0) return waitFor({ what: "sealing" });
  return reviewStep(room);
}

function draftStep(room: Room): NextStep {
  if (room.me.role === "CUSTOMER") return waitFor({ what: "sending" });
  return room.documents.length === 0 ? waitFor({ what: "documents" }) : { do: "send" };
}

function reviewStep(room: Room): NextStep {
  const open = tasksOf(room).filter((task) => !task.isDone);
  const mine = open.find((task) => task.userId === room.me.userId);
  if (mine?.kind === "field") return { do: "fill", field: mine.field };
  const page = mine?.unseen[0];
  if (page) return { do: "see", document: page.document, pageNumber: page.pageNumbers[0] ?? 1 };
  if (!mustSign(room)) return waitForSigners(room, open);
  const blocking = open.filter((task) => task.kind === "field");
  return blocking.length === 0 ? { do: "sign" } : waitFor({ what: "tasks", tasks: blocking });
}

function waitForSigners(room: Room, open: readonly Task[]): NextStep {
  if (open.length > 0) return waitFor({ what: "tasks", tasks: open });
  const [userId = otherOf(room).userId] = stillToSign(room);
  return waitFor({ what: "signature", userId, iSigned: hasSigned(room, room.me.userId) });
}

/** Whether oneself has still to sign. */
export function mustSign(room: Room): boolean {
  return stillToSign(room).includes(room.me.userId);
}

/** The signers without a signature. */
export function stillToSign(room: Room): string[] {
  return room.contract.signers.filter((userId) => !hasSigned(room, userId));
}

export function hasSigned(room: Room, userId: string): boolean {
  return room.contract.signatures.some(({ signedBy, isVoid }) => signedBy === userId && !isVoid);
}

/** Whether documents, fields and values can no longer change. */
export function isFrozen(room: Room): boolean {
  const isOpen = room.contract.status === "DRAFT" || room.contract.status === "REVIEW";
  return !isOpen || room.contract.signatures.some(({ isVoid }) => !isVoid);
}

/** Whether a field is filled by signing. */
export function isMark(field: Field): boolean {
  return field.kind === "signature" || field.kind === "initials";
}

/** An unticked box does not count as filled, as on the server. */
export function isFilled(field: Field): boolean {
  return field.value !== null && field.value !== "" && field.value !== false;
}

/** Whether nothing has to be filled in there any more: one ticked box is enough for its owner's group. */
function isSettled(field: Field, all: readonly Field[]): boolean {
  return (
    isFilled(field) || (field.group !== "" && all.some((other) => isRival(field, other) && isFilled(other)))
  );
}

function isRival(field: Field, other: Field): boolean {
  return other.documentId === field.documentId && other.owner === field.owner && other.group === field.group;
}

/** The own open field that comes after this one in reading order, then from the beginning. */
export function fieldAfter(room: Room, fieldId: string): Field | null {
  const all = fieldsOf(room);
  const mine = all.filter((field) => field.owner === room.me.role && !isMark(field));
  const at = mine.findIndex((field) => field.fieldId === fieldId);
  const rest = [...mine.slice(at + 1), ...mine.slice(0, Math.max(0, at))];
  return rest.find((field) => field.required && !isSettled(field, all)) ?? null;
}

function waitFor(waiting: Waiting): NextStep {
  return { do: "wait", for: waiting };
}
