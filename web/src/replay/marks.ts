/** The events that people look for in a recording, each with what it is, who did it, and a sentence. */
import type {
  Drawing,
  FieldValue,
  ParticipantJoined,
  ParticipantLeft,
  ParticipantState,
} from "../protocol/frames";
import { readable } from "../room/field-values";
import { fieldOf, nameOf, type Room } from "../state/room";
import { firstName } from "../words/format";
import { told as words } from "../words/replay";
import { isWithheld, type Told } from "./told";

export type MarkKind =
  | "page"
  | "field"
  | "chat"
  | "drawing"
  | "lead"
  | "signature"
  | "status"
  | "documents"
  | "came"
  | "left"
  | "lost"
  | "lack"
  | "end";

export interface Mark {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly kind: MarkKind;
  /** Who did it; null for what nobody did. */
  readonly userId: string | null;
  readonly sentence: string;
}

type Telling = Omit<Mark, "at" | "userId"> | null;

/** The mark of something that was told, if it is worth one; `before` and `after` are the rooms around it. */
export function markOf(told: Told, at: number, before: Room, after: Room): Mark | null {
  const telling = tell(told, before, after);
  return telling && { at, userId: doerOf(told, after), ...telling };
}

function tell(told: Told, before: Room, after: Room): Telling {
  if (told.type === "lack") {
    const sentence = told.reason === "restarted" ? words.restarted : words.missing(told.events);
    return { kind: "lack", sentence };
  }
  if (told.type === "kept") return null;
  const who = nameIn(after, told.userId);
  if (isWithheld(told)) return tellWithheld(told.type, who);
  switch (told.type) {
    case "loadDocument":
    case "pageChange":
      return isTurn(before, after) ? { kind: "page", sentence: tellTurn(who, after) } : null;
    case "fieldChange":
      return { kind: "field", sentence: tellValue(who, after, told.fieldId, told.value) };
    case "fieldSuggest":
      return { kind: "field", sentence: tellSuggestion(who, after, told.fieldId, told.value) };
    case "chatMessage":
      return { kind: "chat", sentence: words.wrote(who, told.text) };
    case "annotationAdd":
      return { kind: "drawing", sentence: tellDrawing(who, told.annotation.drawing) };
    case "annotationRemove":
      return { kind: "drawing", sentence: words.erased(who) };
    case "leadChange":
      return { kind: "lead", sentence: words.leads(told.lead === null ? null : nameIn(after, told.lead)) };
    case "leadOffer":
      return { kind: "lead", sentence: tellOffer(who, told.userId, before, told.to) };
    case "contractSigned":
      return { kind: "signature", sentence: words.signed(nameIn(after, told.signedBy)) };
    case "statusUpdate":
      return tellStatus(who, before, after);
    case "documentsChanged":
      return areOthers(before, after) ? { kind: "documents", sentence: words.documents(who) } : null;
    case "participantJoined":
    case "participantLeft":
    case "participantState":
      return tellPresence(who, told);
    case "sessionEnded":
      return {
        kind: "end",
        sentence: words.ended(told.reason === "idle" ? null : nameIn(after, told.endedBy)),
      };
    case "viewport":
    case "pageShown":
    case "pointer":
      return null;
    default:
      // A newer server may have recorded things that this client does not know.
      told satisfies never;
      return null;
  }
}

function tellWithheld(type: string, who: string): Telling {
  if (type === "chatMessage") return { kind: "chat", sentence: words.wroteUnkept(who) };
  return { kind: "drawing", sentence: words.drewUnkept(who) };
}

/** Scrolling within a page is no turn. */
function isTurn({ live: before }: Room, { live: after }: Room): boolean {
  return before.documentId !== after.documentId || before.pageNumber !== after.pageNumber;
}

/** With the seal the documents are told again, with the addresses of their sealed files. */
function areOthers(before: Room, after: Room): boolean {
  const shape = ({ contract, documents }: Room) => {
    return [
      contract.title,
      contract.signers,
      documents.map(({ documentId, fields }) => [documentId, fields]),
    ];
  };
  return JSON.stringify(shape(before)) !== JSON.stringify(shape(after));
}

function tellTurn(who: string, { live, documents }: Room): string {
  const name = documents.find(({ documentId }) => documentId === live.documentId)?.name ?? "";
  return words.turned(who, live.pageNumber, documents.length > 1 ? name : null);
}

function tellValue(who: string, room: Room, fieldId: string, value: FieldValue): string {
  const field = fieldOf(room, fieldId);
  if (value === null || value === "") return words.cleared(who, field?.label ?? "");
  return words.filled(who, field?.label ?? "", field ? readable(field, value) : "");
}

function tellSuggestion(who: string, room: Room, fieldId: string, value: FieldValue): string {
  const field = fieldOf(room, fieldId);
  const text = field && value !== null ? readable(field, value) : null;
  return words.suggested(who, field?.label ?? "", text);
}

function tellOffer(who: string, userId: string, before: Room, to: string | null): string {
  if (to !== null) return words.offeredLead(who, nameIn(before, to));
  return before.live.leadOffer?.to === userId ? words.declinedLead(who) : words.withdrewLead(who);
}

function tellDrawing(who: string, drawing: Drawing): string {
  if (drawing.kind === "note") return words.noted(who, drawing.pageNumber, drawing.text);
  return drawing.kind === "highlight"
    ? words.highlighted(who, drawing.pageNumber)
    : words.drew(who, drawing.pageNumber);
}

/** While the seal is made the status is told again; only another one is an event. */
function tellStatus(who: string, before: Room, after: Room): Telling {
  const { status } = after.contract;
  if (status === before.contract.status) return null;
  return { kind: "status", sentence: words.status[status](who) };
}

function tellPresence(who: string, told: ParticipantJoined | ParticipantLeft | ParticipantState): Telling {
  if (told.type === "participantJoined") return { kind: "came", sentence: words.came(who) };
  if (told.type === "participantLeft") return { kind: "left", sentence: words.left(who) };
  const { presence } = told;
  if (presence === "here") return { kind: "came", sentence: words.back(who) };
  if (presence === "offline") return { kind: "left", sentence: words.away(who) };
  return { kind: "lost", sentence: words.lost(who) };
}

function doerOf(told: Told, room: Room): string | null {
  if (told.type === "lack" || told.type === "kept") return null;
  if (told.type === "sessionEnded" && "reason" in told && told.reason === "idle") return null;
  return nameOf(room, told.userId) === "" ? null : told.userId;
}

function nameIn(room: Room, userId: string): string {
  const name = firstName(nameOf(room, userId));
  return name === "" ? words.platform : name;
}
