/** What a client knows of a session: the last snapshot and every event since, as one value. */
import type { Delivery } from "./connection.ts";
import type {
  Contract,
  ContractSigned,
  DocumentLoaded,
  Field,
  PageChanged,
  PagePlace,
  PagesShown,
  Participant,
  Presence,
  SessionEnded,
  SessionEvent,
  SessionSignal,
  Snapshot,
} from "./frames.ts";

/** The parts of a snapshot that events change; a room may hold more beside them. */
export type View = Pick<
  Snapshot,
  "session" | "contract" | "documents" | "live" | "participants" | "pagesShown"
>;

/** The view after a frame that was delivered; there is none before the first snapshot. */
export function after(view: Snapshot | null, frame: Delivery): Snapshot | null {
  if (frame.type === "snapshot") return frame;
  if (view === null || frame.type === "welcome" || frame.type === "refused") return view;
  return "seq" in frame ? { ...afterEvent(view, frame), seq: frame.seq } : afterSignal(view, frame);
}

/** The view after an event; the same events in the same order give everybody the same view. */
export function afterEvent<Known extends View>(view: Known, event: SessionEvent): Known {
  switch (event.type) {
    case "loadDocument":
      return loadDocument(view, event);
    case "pageChange":
      return changePage(view, event);
    case "fieldChange": {
      const { value, version } = event;
      return withField(view, event.fieldId, { value, version, suggestion: null });
    }
    case "fieldSuggest": {
      const { value, suggestedBy } = event;
      return withField(view, event.fieldId, { suggestion: value === null ? null : { value, suggestedBy } });
    }
    case "contractSigned":
      return sign(view, event);
    case "statusUpdate":
      return { ...view, contract: withSession(view, event.contract) };
    case "documentsChanged":
      return { ...view, contract: withSession(view, event.contract), documents: event.documents };
    case "leadChange":
      return { ...view, live: { ...view.live, lead: event.lead, leadOffer: null } };
    case "leadOffer": {
      const leadOffer = event.to === null ? null : { by: event.userId, to: event.to };
      return { ...view, live: { ...view.live, leadOffer } };
    }
    case "chatMessage": {
      const { chatId, userId, text, at } = event;
      return withMessage(view, { chatId, userId, text, at });
    }
    case "annotationAdd":
      return withAnnotations(view, event.annotation.annotationId, [event.annotation]);
    case "annotationRemove":
      return withAnnotations(view, event.annotationId, []);
    case "participantJoined":
      return withPresence(view, event.userId, "here", event.at);
    case "participantLeft":
      return withPresence(view, event.userId, "offline", event.at);
    case "participantState":
      return withPresence(view, event.userId, event.presence, event.at);
    case "sessionEnded":
      return end(view, event);
    default:
      // A newer server may say things that this client does not know; they change nothing here.
      event satisfies never;
      return view;
  }
}

/** The view after something passing: where somebody looks, and what they have had in view. */
export function afterSignal<Known extends View>(view: Known, signal: SessionSignal): Known {
  if (signal.type === "viewport") {
    const { userId, documentId, pageNumber } = signal;
    return withPlace(view, userId, { documentId, pageNumber });
  }
  if (signal.type === "pageShown") {
    const { userId, documentId, pageNumber } = signal;
    return { ...view, pagesShown: withPages(view.pagesShown, userId, documentId, [pageNumber]) };
  }
  return view;
}

/** The shown pages with some more of them, in rising order. */
export function withPages(
  shown: PagesShown,
  userId: string,
  documentId: string,
  pages: readonly number[],
): PagesShown {
  const all = new Set([...pagesOf(shown, userId, documentId), ...pages]);
  const inOrder = [...all].sort((a, b) => a - b);
  return { ...shown, [userId]: { ...shown[userId], [documentId]: inOrder } };
}

/** The pages of a document that a person has had in view. */
export function pagesOf(shown: PagesShown, userId: string, documentId: string): readonly number[] {
  return shown[userId]?.[documentId] ?? [];
}

/** The name that a person has in this contract. */
export function nameOf({ contract }: Pick<View, "contract">, userId: string): string {
  return [contract.advisor, contract.customer].find((party) => party.userId === userId)?.name ?? "";
}

function loadDocument<Known extends View>(view: Known, event: DocumentLoaded): Known {
  const { documentId, fileUrl } = event;
  const live = { ...view.live, documentId, pageNumber: 1, anchor: null };
  const documents = view.documents.map((document) =>
    document.documentId === documentId ? { ...document, fileUrl } : document,
  );
  return withPlace({ ...view, live, documents }, event.userId, { documentId, pageNumber: 1 });
}

function changePage<Known extends View>(view: Known, event: PageChanged): Known {
  const { documentId, pageNumber, anchor, userId } = event;
  const live = { ...view.live, documentId, pageNumber, anchor: anchor ?? null };
  return withPlace({ ...view, live }, userId, { documentId, pageNumber });
}

function sign<Known extends View>(view: Known, { signedBy, signedAt }: ContractSigned): Known {
  const { contract } = view;
  if (contract.signatures.some((signature) => signature.signedBy === signedBy)) return view;
  const signature = { signedBy, signedAt, name: nameOf(view, signedBy), isVoid: false };
  return { ...view, contract: { ...contract, signatures: [...contract.signatures, signature] } };
}

function end<Known extends View>(view: Known, { endedBy, reason, at }: SessionEnded): Known {
  return { ...view, session: { ...view.session, status: "ENDED", endedBy, endedAt: at, reason } };
}

function withSession(view: View, contract: Contract): Contract {
  return { ...contract, session: contract.session ?? view.contract.session };
}

function withField<Known extends View>(view: Known, fieldId: string, change: Partial<Field>): Known {
  const documents = view.documents.map((document) =>
    document.fields.some((field) => field.fieldId === fieldId)
      ? {
          ...document,
          fields: document.fields.map((field) =>
            field.fieldId === fieldId ? { ...field, ...change } : field,
          ),
        }
      : document,
  );
  return { ...view, documents };
}

function withMessage<Known extends View>(view: Known, message: View["live"]["chat"][number]): Known {
  if (view.live.chat.some(({ chatId }) => chatId === message.chatId)) return view;
  return { ...view, live: { ...view.live, chat: [...view.live.chat, message] } };
}

/** The drawing of this id is replaced by what is given: itself, or nothing. */
function withAnnotations<Known extends View>(
  view: Known,
  annotationId: string,
  now: View["live"]["annotations"],
): Known {
  const others = view.live.annotations.filter((one) => one.annotationId !== annotationId);
  return { ...view, live: { ...view.live, annotations: [...others, ...now] } };
}

/** Whoever turns to a page is on it. */
function withPlace<Known extends View>(view: Known, userId: string, page: PagePlace): Known {
  return withParticipant(view, userId, { page });
}

function withPresence<Known extends View>(
  view: Known,
  userId: string,
  presence: Presence,
  since: string,
): Known {
  return withParticipant(view, userId, { presence, since });
}

function withParticipant<Known extends View>(
  view: Known,
  userId: string,
  change: Partial<Participant>,
): Known {
  const isKnown = view.participants.some((one) => one.userId === userId);
  const participants = isKnown ? view.participants : [...view.participants, newcomer(view, userId)];
  return {
    ...view,
    participants: participants.map((one) => (one.userId === userId ? { ...one, ...change } : one)),
  };
}

function newcomer(view: View, userId: string): Participant {
  const role = userId === view.contract.advisorId ? "ADVISOR" : "CUSTOMER";
  const since = view.session.startedAt;
  return { userId, name: nameOf(view, userId), role, presence: "here", page: null, since };
}
