/**
 * The frames of `livecontract.v1`.
 *
 * Written by `python -m livecontract.wire.typescript` from the Python types; change those.
 */

export type FieldValue = string | boolean | null;
export type Face = "sacramento" | "great-vibes" | "dancing-script" | "caveat";
export type Presence = "here" | "reconnecting" | "offline";
export type Mark = TypedMark | DrawnMark;
export type Drawing = Highlight | Ink | Note;
export type PagesShown = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
export type SessionEvent =
  | DocumentLoaded
  | PageChanged
  | FieldChanged
  | FieldSuggested
  | ContractSigned
  | StatusUpdated
  | DocumentsChanged
  | LeadChanged
  | LeadOffered
  | ChatSaid
  | AnnotationAdded
  | AnnotationRemoved
  | ParticipantJoined
  | ParticipantLeft
  | ParticipantState
  | SessionEnded;
export type SessionSignal = PointerMoved | ViewportMoved | Typing | PageShown | SessionIdle;
export type ServerFrame =
  | Welcome
  | Snapshot
  | Resumed
  | DocumentLoaded
  | PageChanged
  | FieldChanged
  | FieldSuggested
  | ContractSigned
  | StatusUpdated
  | DocumentsChanged
  | LeadChanged
  | LeadOffered
  | ChatSaid
  | AnnotationAdded
  | AnnotationRemoved
  | ParticipantJoined
  | ParticipantLeft
  | ParticipantState
  | SessionEnded
  | PointerMoved
  | ViewportMoved
  | Typing
  | PageShown
  | SessionIdle
  | Signals
  | Ping
  | GoAway
  | RefusedFrame;
export type ClientCommand =
  | LoadDocument
  | PageChange
  | FieldChange
  | FieldSuggest
  | SignContract
  | ChangeStatus
  | SayInChat
  | LeadChange
  | LeadOffer
  | AnnotationAdd
  | AnnotationRemove;
export type ClientSignal = Pointer | Viewport | TypeInto | ShowPage;
export type ClientControl = AuthRefresh | SnapshotRequest | Pong | Bye;
export type ClientFrame =
  | LoadDocument
  | PageChange
  | FieldChange
  | FieldSuggest
  | SignContract
  | ChangeStatus
  | SayInChat
  | LeadChange
  | LeadOffer
  | AnnotationAdd
  | AnnotationRemove
  | Pointer
  | Viewport
  | TypeInto
  | ShowPage
  | AuthRefresh
  | SnapshotRequest
  | Pong
  | Bye;

/** The first frame: who the client is here, and where the session stands. */
export interface Welcome {
  readonly type: "welcome";
  readonly connectionId: string;
  readonly userId: string;
  readonly role: Role;
  readonly permissions: readonly string[];
  readonly epoch: string;
  readonly seq: number;
  readonly serverTime: string;
  readonly pingIntervalS: number;
  readonly limits: WelcomeLimits;
  readonly recording: readonly Keep[];
}

/** Everything, as of `seq`; it replaces whatever the client held before. */
export interface Snapshot {
  readonly type: "snapshot";
  readonly epoch: string;
  readonly seq: number;
  readonly session: Session;
  readonly contract: Contract;
  readonly documents: readonly Document[];
  readonly live: LiveState;
  readonly participants: readonly Participant[];
  readonly pagesShown: PagesShown;
}

/** The events `from` + 1 up to `to` follow; nothing else was missed. */
export interface Resumed {
  readonly type: "resumed";
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
}

/** Another document is in front of both now, at its first page. */
export interface DocumentLoaded {
  readonly type: "loadDocument";
  readonly documentId: string;
  readonly pageCount: number;
  readonly sha256: string;
  readonly fileUrl: string;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** Somebody turned to a page. */
export interface PageChanged {
  readonly type: "pageChange";
  readonly documentId: string;
  readonly pageNumber: number;
  readonly anchor?: Anchor;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** A field has a value, or (`null`) none; a suggestion for it is settled. */
export interface FieldChanged {
  readonly type: "fieldChange";
  readonly fieldId: string;
  readonly value: FieldValue;
  readonly version: number;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** A value is proposed for a field, or (`null`) no longer. */
export interface FieldSuggested {
  readonly type: "fieldSuggest";
  readonly fieldId: string;
  readonly value: FieldValue;
  readonly suggestedBy: string;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** Somebody has signed. */
export interface ContractSigned {
  readonly type: "contractSigned";
  readonly signedBy: string;
  readonly signedAt: string;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** The contract as it is now, after its status or its signatures have changed. */
export interface StatusUpdated {
  readonly type: "statusUpdate";
  readonly status: ContractStatus;
  readonly sealing: boolean;
  readonly reason: string | null;
  readonly contract: Contract;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** Documents, fields, title or signers have changed: here they are. */
export interface DocumentsChanged {
  readonly type: "documentsChanged";
  readonly contract: Contract;
  readonly documents: readonly Document[];
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** That person leads now, or (`null`) nobody. */
export interface LeadChanged {
  readonly type: "leadChange";
  readonly lead: string | null;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** That person is asked to lead, or (`null`) nobody is any more. */
export interface LeadOffered {
  readonly type: "leadOffer";
  readonly to: string | null;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** Somebody said something in writing. */
export interface ChatSaid {
  readonly type: "chatMessage";
  readonly chatId: string;
  readonly text: string;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** Somebody has drawn on a page. */
export interface AnnotationAdded {
  readonly type: "annotationAdd";
  readonly annotation: Annotation;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** A drawing is gone. */
export interface AnnotationRemoved {
  readonly type: "annotationRemove";
  readonly annotationId: string;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** `userId` is here. */
export interface ParticipantJoined {
  readonly type: "participantJoined";
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** `userId` has left for good. */
export interface ParticipantLeft {
  readonly type: "participantLeft";
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** The connection of `userId` was lost, or is back. */
export interface ParticipantState {
  readonly type: "participantState";
  readonly presence: Presence;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** The session is over; the connection closes after this. `reason` is `ended` or `idle`. */
export interface SessionEnded {
  readonly type: "sessionEnded";
  readonly endedBy: string;
  readonly reason: string;
  readonly userId: string;
  readonly at: string;
  readonly seq: number;
  readonly epoch?: string;
  readonly cid: string | null;
}

/** Where the other's pointer is, in PDF points. */
export interface PointerMoved {
  readonly type: "pointer";
  readonly userId: string;
  readonly documentId: string;
  readonly pageNumber: number;
  readonly x: number;
  readonly y: number;
  readonly visible: boolean;
}

/** The page that the other looks at. */
export interface ViewportMoved {
  readonly type: "viewport";
  readonly userId: string;
  readonly documentId: string;
  readonly pageNumber: number;
  readonly area?: Area;
}

/** The other is filling a field. */
export interface Typing {
  readonly type: "typing";
  readonly userId: string;
  readonly fieldId: string;
  readonly active: boolean;
  readonly text?: string;
}

/** A page has been in that person's view. */
export interface PageShown {
  readonly type: "pageShown";
  readonly userId: string;
  readonly documentId: string;
  readonly pageNumber: number;
}

/** Nobody has done anything for long: the session ends at that time, or (`null`) goes on after all. */
export interface SessionIdle {
  readonly type: "sessionIdle";
  readonly endsAt: string | null;
}

/** Several signals in one frame. */
export interface Signals {
  readonly type: "signals";
  readonly items: readonly SessionSignal[];
}

/** Are you there? `seq` is the last event's number: whoever has a lower one has missed something. */
export interface Ping {
  readonly type: "ping";
  readonly seq: number;
}

/** The server stops soon: come back at a random moment within that time. */
export interface GoAway {
  readonly type: "goaway";
  readonly reconnectWithinMs: number;
}

/** A frame had no effect; `cid` is its command's id where it had one. */
export interface RefusedFrame {
  readonly type: "refused";
  readonly cid: string | null;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Put another document of the contract in front of both. */
export interface LoadDocument {
  readonly type: "loadDocument";
  readonly cid: string;
  readonly documentId: string;
}

/** Turn to a page; without `documentId` it is one of the document that is open now. */
export interface PageChange {
  readonly type: "pageChange";
  readonly cid: string;
  readonly pageNumber: number;
  readonly documentId?: string | null;
  readonly anchor?: Anchor | null;
}

/** Fill a field of one's own; `base` is the field version that was on the screen. */
export interface FieldChange {
  readonly type: "fieldChange";
  readonly cid: string;
  readonly fieldId: string;
  readonly value: FieldValue;
  readonly base: number;
}

/** Propose a value for the other's field; `null` takes it back or turns it down. */
export interface FieldSuggest {
  readonly type: "fieldSuggest";
  readonly cid: string;
  readonly fieldId: string;
  readonly value: FieldValue;
}

/** Sign; the members are those of the signing PATCH. */
export interface SignContract {
  readonly type: "contractSigned";
  readonly signature: SignatureShape;
  readonly consent: ConsentShape;
  readonly digest: string;
  readonly cid: string;
}

/** Ask for another status, as the PATCH of the contract would. */
export interface ChangeStatus {
  readonly type: "statusUpdate";
  readonly cid: string;
  readonly status: ContractStatus;
  readonly reason?: string | null;
}

/** Say something in writing. */
export interface SayInChat {
  readonly type: "chatMessage";
  readonly cid: string;
  readonly text: string;
}

/** Let that person lead from now on, or (`null`) nobody. */
export interface LeadChange {
  readonly type: "leadChange";
  readonly cid: string;
  readonly lead: string | null;
}

/** Ask that person to lead, or (`null`) take the offer back or turn it down; `leadChange` accepts it. */
export interface LeadOffer {
  readonly type: "leadOffer";
  readonly cid: string;
  readonly to: string | null;
}

/** Draw on a page. */
export interface AnnotationAdd {
  readonly type: "annotationAdd";
  readonly cid: string;
  readonly drawing: Drawing;
}

/** Take away a drawing of one's own. */
export interface AnnotationRemove {
  readonly type: "annotationRemove";
  readonly cid: string;
  readonly annotationId: string;
}

/** Where the pointer is, in PDF points. */
export interface Pointer {
  readonly type: "pointer";
  readonly documentId: string;
  readonly pageNumber: number;
  readonly x: number;
  readonly y: number;
  readonly visible: boolean;
}

/** The page in view and, where known, the part of it. */
export interface Viewport {
  readonly type: "viewport";
  readonly documentId: string;
  readonly pageNumber: number;
  readonly area?: Area | null;
}

/** A field is being filled; `text` is what stands there so far. */
export interface TypeInto {
  readonly type: "typing";
  readonly fieldId: string;
  readonly active: boolean;
  readonly text?: string | null;
}

/** A page has been in view; signing asks for all of them. */
export interface ShowPage {
  readonly type: "pageShown";
  readonly documentId: string;
  readonly pageNumber: number;
}

/** A new bearer token of the same user, before the present one expires. */
export interface AuthRefresh {
  readonly type: "authRefresh";
  readonly token: string;
}

/** Something was missed: send everything. */
export interface SnapshotRequest {
  readonly type: "snapshotRequest";
}

/** The answer to a ping. */
export interface Pong {
  readonly type: "pong";
}

/** Leaving for good; the others are told at once. */
export interface Bye {
  readonly type: "bye";
}

export type Role = "ADVISOR" | "CUSTOMER";

/** What this connection may send. */
export interface WelcomeLimits {
  readonly frameBytes: number;
  readonly chatLength: number;
  readonly noteLength: number;
  readonly rates: Readonly<Record<string, Allowance>>;
}

/** A live session. */
export interface Session {
  readonly sessionId: string;
  readonly contractId: string;
  readonly advisorId: string;
  readonly customerId: string;
  readonly status: SessionStatus;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly endedBy: string | null;
  readonly endedAt: string | null;
  readonly reason: string | null;
}

/** A contract as one of its parties sees it; only `permissions` depends on who that is. */
export interface Contract {
  readonly contractId: string;
  readonly title: string;
  readonly status: ContractStatus;
  readonly advisorId: string;
  readonly customerId: string;
  readonly advisor: Party;
  readonly customer: Party;
  readonly createdAt: string;
  readonly version: number;
  readonly signers: readonly string[];
  readonly signatures: readonly Signature[];
  readonly digest: string;
  readonly consent: Consent;
  readonly sealing: boolean;
  readonly sealError: SealProblem | null;
  readonly signedAt: string | null;
  readonly sealedAt: string | null;
  readonly reason: string | null;
  readonly documentCount: number;
  readonly open: readonly Open[];
  readonly session: Session | null;
  readonly permissions: readonly string[];
}

/** What the session is at: the open page, who leads and was asked to, what was said and drawn. */
export interface LiveState {
  readonly documentId: string | null;
  readonly pageNumber: number;
  readonly anchor: Anchor | null;
  readonly lead: string | null;
  readonly leadOffer: OpenOffer | null;
  readonly chat: readonly ChatMessage[];
  readonly annotations: readonly Annotation[];
}

export type ContractStatus = "DRAFT" | "REVIEW" | "SIGNED" | "DECLINED" | "VOIDED";

/** A drawing that somebody has put on a page, and when; it lives as long as the session. */
export interface Annotation {
  readonly annotationId: string;
  readonly userId: string;
  readonly at: string;
  readonly drawing: Drawing;
}

/** How a signature looks, and the name that it stands for. */
export interface SignatureShape {
  readonly mark: Mark;
  readonly name: string;
}

/** That the consent text of this version was accepted. */
export interface ConsentShape {
  readonly version: string;
  readonly accepted: boolean;
}

/** A name set in one of the bundled hand faces. */
export interface TypedMark {
  readonly kind: "typed";
  readonly text: string;
  readonly face: Face;
}

/** A name drawn by hand, as the points that the pen passed. */
export interface DrawnMark {
  readonly kind: "drawn";
  readonly strokes: readonly (readonly StrokePoint[])[];
}

export type Keep = "chat" | "drawings" | "places" | "pointer";

export type SessionStatus = "ACTIVE" | "ENDED";

/** A person as both sides see them; the address is shown because both know it. */
export interface Party {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** The text that signers accept. */
export interface Consent {
  readonly version: string;
  readonly language: string;
  readonly text: string;
  readonly sha256: string;
}

/** A document; `file_url` is temporary, `thumbnail_urls` need the reader's own credential. */
export interface Document {
  readonly documentId: string;
  readonly contractId: string;
  readonly fileUrl: string;
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly pageCount: number;
  readonly pages: readonly PageBox[];
  readonly status: string;
  readonly treatment: string;
  readonly notices: readonly Notice[];
  readonly thumbnailUrls: readonly string[];
  readonly fields: readonly Field[];
  readonly sealed: SealedFile | null;
}

/** One of the two people, whether or not they are here; `page` is where they look. */
export interface Participant {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly presence: Presence;
  readonly page: PagePlace | null;
  readonly since: string;
}

/** A point in PDF points from the top left of a page as displayed. */
export interface Anchor {
  readonly x: number;
  readonly y: number;
}

/** A rectangle in PDF points from the top left of a page as displayed. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Marked words: one area per line. */
export interface Highlight {
  readonly kind: "highlight";
  readonly documentId: string;
  readonly pageNumber: number;
  readonly areas: readonly Area[];
}

/** One stroke of a pen. */
export interface Ink {
  readonly kind: "ink";
  readonly documentId: string;
  readonly pageNumber: number;
  readonly points: readonly Anchor[];
}

/** Words pinned to a place. */
export interface Note {
  readonly kind: "note";
  readonly documentId: string;
  readonly pageNumber: number;
  readonly place: Anchor;
  readonly text: string;
}

/** How many frames of a kind one may send: `perS` in the long run, `burst` at once. */
export interface Allowance {
  readonly perS: number;
  readonly burst: number;
}

/** That somebody signed; the mark itself is on the page. */
export interface Signature {
  readonly signedBy: string;
  readonly signedAt: string;
  readonly name: string;
  readonly isVoid: boolean;
}

/** Why the seal could not be made, in a sentence. */
export interface SealProblem {
  readonly code: string;
  readonly detail: string;
}

/** What one person still has to do: required fields, pages to see, a signature. */
export interface Open {
  readonly userId: string;
  readonly fields: number;
  readonly pages: number;
  readonly signature: boolean;
}

/** Who asked whom to lead; no answer has come yet. */
export interface OpenOffer {
  readonly by: string;
  readonly to: string;
}

/** Something that was said in writing. */
export interface ChatMessage {
  readonly chatId: string;
  readonly userId: string;
  readonly text: string;
  readonly at: string;
}

/** A page as displayed, in PDF points; rotation and crop are already applied. */
export interface PageBox {
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
}

/** Something that people should know about an upload. */
export interface Notice {
  readonly code: string;
  readonly text: string;
}

/** A field with the document that it lies on. */
export interface Field {
  readonly fieldId: string;
  readonly documentId: string;
  readonly kind: FieldKind;
  readonly owner: Role;
  readonly pageNumber: number;
  readonly rect: Rect;
  readonly label: string;
  readonly required: boolean;
  readonly options: readonly string[];
  readonly value: FieldValue;
  readonly version: number;
  readonly suggestion: Suggestion | null;
  readonly maxLength: number | null;
  readonly group: string;
}

/** The sealed file of a document; `certificate` is null when the certificate is part of the file. */
export interface SealedFile {
  readonly fileUrl: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly certificate: CertificateFile | null;
}

/** A page of a document. */
export interface PagePlace {
  readonly documentId: string;
  readonly pageNumber: number;
}

/** A point of a drawn stroke: position in drawing units, `t` in ms since the start, `p` 0 to 1. */
export interface StrokePoint {
  readonly x: number;
  readonly y: number;
  readonly t: number;
  readonly p: number;
}

export type FieldKind = "signature" | "initials" | "text" | "number" | "date" | "checkbox" | "choice";

/** A rectangle in PDF points, origin at the top left of the page as displayed. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A value that the other side proposes; only the owner makes it the field's value. */
export interface Suggestion {
  readonly value: string | boolean;
  readonly suggestedBy: string;
}

/** The certificate of completion as a file of its own, sealed as well. */
export interface CertificateFile {
  readonly fileUrl: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}
