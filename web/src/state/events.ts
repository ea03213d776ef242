/** What events, signals and refusals make of the room. */
import type {
  ContractSigned,
  DocumentLoaded,
  FieldChanged,
  FieldSuggested,
  LeadChanged,
  LeadOffered,
  PageChanged,
  PagePlace,
  Participant,
  Presence,
  SessionEvent,
  SessionSignal,
  StatusUpdated,
  Field,
} from "../protocol/frames";
import { withLeadAnswer, withSuggestionAnswer, withValueAnswer } from "./answers";
import { nameOf, type Room, withPages } from "./room";

/** The room after an event; the same events in the same order give everybody the same room. */
export function applyEvent(room: Room, event: SessionEvent): Room {
  switch (event.type) {
    case "loadDocument":
      return loadDocument(room, event);
    case "pageChange":
      return changePage(room, event);
    case "fieldChange":
      return changeField(room, event);
    case "fieldSuggest":
      return suggest(room, event);
    case "contractSigned":
      return sign(room, event);
    case "statusUpdate":
      return updateStatus(room, event);
    case "leadChange":
      return changeLead(room, event);
    case "leadOffer":
      return offerLead(room, event);
    case "chatMessage":
      return withMessage(room, {
        chatId: event.chatId,
        userId: event.userId,
        text: event.text,
        at: event.at,
      });
    case "participantJoined":
      return withPresence(room, event.userId, "here", event.at);
    case "participantLeft":
      return withPresence(room, event.userId, "offline", event.at);
    case "participantState":
      return withPresence(room, event.userId, event.presence, event.at);
    case "documentsChanged":
      return { ...room, contract: withSession(room, event.contract), documents: event.documents };
    case "annotationAdd":
      return withAnnotations(room, [...room.live.annotations, event.annotation]);
    case "annotationRemove":
      return withAnnotations(
        room,
        room.live.annotations.filter(({ annotationId }) => annotationId !== event.annotationId),
      );
    case "sessionEnded":
      return end(room, event.endedBy, event.reason);
    default:
      // A newer server may say things that this client does not know; they change nothing here.
      event satisfies never;
      return room;
  }
}

/** The room after something passing; a signal that was lost is no loss. */
export function applySignal(room: Room, signal: SessionSignal): Room {
  switch (signal.type) {
    case "pointer":
      return { ...room, pointers: { ...room.pointers, [signal.userId]: signal } };
    case "viewport": {
      const { userId, documentId, pageNumber } = signal;
      return withPlace(room, userId, { documentId, pageNumber });
    }
    case "typing":
      return signal.active
        ? {
            ...room,
            typing: {
              ...room.typing,
              [signal.fieldId]: { userId: signal.userId, text: signal.text ?? null },
            },
          }
        : { ...room, typing: without(room.typing, signal.fieldId) };
    case "pageShown": {
      const { userId, documentId, pageNumber } = signal;
      return { ...room, pagesShown: withPages(room.pagesShown, userId, documentId, [pageNumber]) };
    }
    case "sessionIdle":
      return { ...room, endsAt: signal.endsAt };
  }
}

function loadDocument(room: Room, event: DocumentLoaded): Room {
  const { documentId, fileUrl } = event;
  const live = { ...room.live, documentId, pageNumber: 1, anchor: null };
  const documents = room.documents.map((document) =>
    document.documentId === documentId ? { ...document, fileUrl } : document,
  );
  return withPlace({ ...room, live, documents }, event.userId, { documentId, pageNumber: 1 });
}

function changePage(room: Room, { documentId, pageNumber, anchor, userId }: PageChanged): Room {
  const live = { ...room.live, documentId, pageNumber, anchor: anchor ?? null };
  return withPlace({ ...room, live }, userId, { documentId, pageNumber });
}

/** Whoever turns to a page is on it. */
function withPlace(room: Room, userId: string, page: PagePlace): Room {
  return withParticipant(room, userId, (participant) => ({ ...participant, page }));
}

function changeLead(room: Room, { lead }: LeadChanged): Room {
  const answers = { ...room.answers, isLeadDeclined: false };
  return { ...room, answers, live: { ...room.live, lead, leadOffer: null } };
}

function offerLead(room: Room, event: LeadOffered): Room {
  const { userId, to } = event;
  const leadOffer = to === null ? null : { by: userId, to };
  return { ...room, answers: withLeadAnswer(room, event), live: { ...room.live, leadOffer } };
}

function changeField(before: Room, event: FieldChanged): Room {
  const { fieldId, value, version, userId } = event;
  const room = { ...before, answers: withValueAnswer(before, event) };
  const changed = withField(room, fieldId, (field) => ({ ...field, value, version, suggestion: null }));
  const isTyping = room.typing[fieldId]?.userId === userId;
  return isTyping ? { ...changed, typing: without(room.typing, fieldId) } : changed;
}

function suggest(before: Room, event: FieldSuggested): Room {
  const { fieldId, value, suggestedBy } = event;
  const room = { ...before, answers: withSuggestionAnswer(before, event) };
  const suggestion = value === null ? null : { value, suggestedBy };
  return withField(room, fieldId, (field) => ({ ...field, suggestion }));
}

function sign(room: Room, { signedBy, signedAt }: ContractSigned): Room {
  const { contract } = room;
  if (contract.signatures.some((signature) => signature.signedBy === signedBy)) return room;
  const signatures = [
    ...contract.signatures,
    { signedBy, signedAt, name: nameOf(room, signedBy), isVoid: false },
  ];
  return { ...room, contract: { ...contract, signatures }, typing: {} };
}

/** Status updates carry the whole contract. */
function updateStatus(room: Room, event: StatusUpdated): Room {
  return { ...room, contract: withSession(room, event.contract) };
}

function withSession(room: Room, contract: Room["contract"]): Room["contract"] {
  return { ...contract, session: contract.session ?? room.contract.session };
}

function withMessage(room: Room, message: Room["live"]["chat"][number]): Room {
  if (room.live.chat.some(({ chatId }) => chatId === message.chatId)) return room;
  return { ...room, live: { ...room.live, chat: [...room.live.chat, message] } };
}

function withAnnotations(room: Room, annotations: Room["live"]["annotations"]): Room {
  return { ...room, live: { ...room.live, annotations } };
}

function end(room: Room, endedBy: string, reason: string): Room {
  return { ...room, ended: { endedBy, reason }, typing: {}, pointers: {} };
}

function withField(room: Room, fieldId: string, change: (field: Field) => Field): Room {
  const documents = room.documents.map((document) =>
    document.fields.some((field) => field.fieldId === fieldId)
      ? {
          ...document,
          fields: document.fields.map((field) => (field.fieldId === fieldId ? change(field) : field)),
        }
      : document,
  );
  return { ...room, documents };
}

function withPresence(room: Room, userId: string, presence: Presence, since: string): Room {
  const present = withParticipant(room, userId, (participant) => ({ ...participant, presence, since }));
  if (presence === "here") return present;
  const typing = Object.entries(room.typing).filter(([, typist]) => typist.userId !== userId);
  return { ...present, typing: Object.fromEntries(typing), pointers: without(room.pointers, userId) };
}

function withParticipant(
  room: Room,
  userId: string,
  change: (participant: Participant) => Participant,
): Room {
  const known = room.participants.some((participant) => participant.userId === userId);
  const participants = known ? room.participants : [...room.participants, newcomer(room, userId)];
  return {
    ...room,
    participants: participants.map((one) => (one.userId === userId ? change(one) : one)),
  };
}

function newcomer(room: Room, userId: string): Participant {
  const role = userId === room.contract.advisorId ? "ADVISOR" : "CUSTOMER";
  return {
    userId,
    name: nameOf(room, userId),
    role,
    presence: "here",
    page: null,
    since: room.session.startedAt,
  };
}

function without<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
