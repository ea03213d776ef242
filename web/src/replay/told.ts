/** What stands in a recording: frames as they were told, shortened, and notes; made whole again for the room. */
import type {
  Document,
  DocumentLoaded,
  DocumentsChanged,
  Keep,
  LiveState,
  PageShown,
  PointerMoved,
  SessionEvent,
  StatusUpdated,
  ViewportMoved,
} from "../protocol/frames";
import { applyEvent, applySignal } from "../state/events";
import type { Room } from "../state/room";

/** An event whose content was not kept: only who, what kind and when. */
export interface Withheld {
  readonly type: SessionEvent["type"];
  readonly seq: number;
  readonly userId: string;
  readonly at: string;
  readonly withheld: true;
}

type Kept = Exclude<SessionEvent, DocumentLoaded | StatusUpdated | DocumentsChanged>;

type Shortened =
  | Omit<DocumentLoaded, "fileUrl">
  | Omit<StatusUpdated, "contract">
  | (Omit<DocumentsChanged, "contract" | "documents"> & {
      readonly contract: Pick<DocumentsChanged["contract"], "title" | "signers">;
      readonly documents: readonly Omit<Document, "fileUrl" | "thumbnailUrls" | "sealed">[];
    });

type Note = (ViewportMoved | PageShown | PointerMoved) & { readonly at: string };

/** What is kept from here on: the first thing that is told, and after a restart. */
export interface KeptFromHere {
  readonly type: "kept";
  readonly at: string;
  readonly what: readonly Keep[];
}

/** The recording lacks something here; after a restart the room had forgotten everything that passes. */
export interface Lack {
  readonly type: "lack";
  readonly at: string;
  readonly reason: "missing" | "restarted";
  /** How many events are missing, where that is known. */
  readonly events: number | null;
}

export type Told = Kept | Shortened | Withheld | Note | KeptFromHere | Lack;

export function isWithheld(told: Told): told is Withheld {
  return "withheld" in told;
}

/** The room after what was told, by the same rules as the live room. */
export function retell(room: Room, told: Told): Room {
  if (isWithheld(told)) return room;
  switch (told.type) {
    case "lack":
      return told.reason === "restarted" ? forgetful(room) : room;
    case "kept":
      return { ...room, recording: told.what };
    case "viewport":
    case "pageShown":
    case "pointer":
      return applySignal(room, told);
    case "loadDocument":
      return applyEvent(room, { ...told, fileUrl: "" });
    case "statusUpdate":
      return applyEvent(room, { ...told, contract: contractAfter(room, told) });
    case "documentsChanged":
      return applyEvent(room, {
        ...told,
        contract: { ...room.contract, ...told.contract, documentCount: told.documents.length },
        documents: told.documents.map(whole),
      });
    default:
      return applyEvent(room, told);
  }
}

/** What the room is at before anything has happened, or after the server has forgotten it. */
export function liveAtStart({ contract, documents }: Pick<Room, "contract" | "documents">): LiveState {
  return {
    documentId: documents[0]?.documentId ?? null,
    pageNumber: 1,
    anchor: null,
    lead: contract.advisorId,
    leadOffer: null,
    chat: [],
    annotations: [],
  };
}

function forgetful(room: Room): Room {
  const participants = room.participants.map((one) => ({ ...one, presence: "offline" as const, page: null }));
  return { ...room, live: liveAtStart(room), typing: {}, pointers: {}, participants };
}

/** A contract that is declined or called off has no valid signature any more. */
function contractAfter(
  { contract }: Room,
  { status, sealing, reason, at }: Omit<StatusUpdated, "contract">,
): Room["contract"] {
  const isStopped = status === "DECLINED" || status === "VOIDED";
  const signatures = contract.signatures.map((one) => (isStopped ? { ...one, isVoid: true } : one));
  return { ...contract, status, sealing, reason, signatures, signedAt: status === "SIGNED" ? at : null };
}

/** Small pictures and files have addresses of their own, which no recording holds. */
function whole(document: Omit<Document, "fileUrl" | "thumbnailUrls" | "sealed">): Document {
  const thumbnailUrls = Array.from(
    { length: document.pageCount },
    (_, index) => `/documents/${document.documentId}/thumbnails/${String(index + 1)}`,
  );
  return { ...document, fileUrl: "", thumbnailUrls, sealed: null };
}
