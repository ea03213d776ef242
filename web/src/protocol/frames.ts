/** The frames of `livecontract.v1` and the shapes that REST and WebSocket share. */

export type Role = "ADVISOR" | "CUSTOMER";
export type ContractStatus = "DRAFT" | "REVIEW" | "SIGNED" | "DECLINED" | "VOIDED";
export type SessionStatus = "ACTIVE" | "ENDED";
export type FieldKind = "signature" | "initials" | "text" | "number" | "date" | "checkbox" | "choice";
export type FieldValue = string | boolean | null;
export type Face = "sacramento" | "great-vibes" | "dancing-script" | "caveat";
export type Presence = "here" | "reconnecting" | "offline";

/** A point in PDF points from the top left of a page as displayed. */
export interface Anchor {
  readonly x: number;
  readonly y: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface StrokePoint {
  readonly x: number;
  readonly y: number;
  readonly t: number;
  readonly p: number;
}

export interface TypedMark {
  readonly kind: "typed";
  readonly text: string;
  readonly face: Face;
}

export interface DrawnMark {
  readonly kind: "drawn";
  readonly strokes: readonly (readonly StrokePoint[])[];
}

export type Mark = TypedMark | DrawnMark;

export interface Party {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

export interface Signature {
  readonly signedBy: string;
  readonly signedAt: string;
  readonly name: string;
  readonly isVoid: boolean;
}

export interface Consent {
  readonly version: string;
  readonly language: string;
  readonly text: string;
  readonly sha256: string;
}

export interface SealProblem {
  readonly code: string;
  readonly detail: string;
}

export interface Session {
  readonly sessionId: string;
  readonly contractId: string;
  readonly startedAt: string;
  readonly status: SessionStatus;
}

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
  readonly session: Session | null;
  readonly permissions: readonly string[];
}

export interface Suggestion {
  readonly value: string | boolean;
  readonly suggestedBy: string;
}

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
}

export interface Notice {
  readonly code: string;
  readonly text: string;
}

export interface SealedFile {
  readonly fileUrl: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface Document {
  readonly documentId: string;
  readonly contractId: string;
  readonly fileUrl: string;
  readonly thumbnailUrls: readonly string[];
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly pageCount: number;
  readonly status: string;
  readonly notices: readonly Notice[];
  readonly fields: readonly Field[];
  readonly sealed: SealedFile | null;
}

export interface ChatMessage {
  readonly chatId: string;
  readonly userId: string;
  readonly text: string;
  readonly at: string;
}

export interface PagePlace {
  readonly documentId: string;
  readonly pageNumber: number;
}

export interface Participant {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly presence: Presence;
  readonly page: PagePlace | null;
  readonly since: string;
}

export interface LiveState {
  readonly documentId: string | null;
  readonly pageNumber: number;
  readonly anchor: Anchor | null;
  readonly lead: string | null;
  readonly chat: readonly ChatMessage[];
}

/** Page numbers by user and document. */
export type PagesShown = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

// ---- from the server ----

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
}

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

export interface Resumed {
  readonly type: "resumed";
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
}

interface Numbered {
  readonly seq: number;
  readonly epoch?: string;
  readonly userId: string;
  readonly at: string;
  readonly cid: string | null;
}

export interface DocumentLoaded extends Numbered {
  readonly type: "loadDocument";
  readonly documentId: string;
  readonly pageCount: number;
  readonly sha256: string;
  readonly fileUrl: string;
}

export interface PageChanged extends Numbered {
  readonly type: "pageChange";
  readonly documentId: string;
  readonly pageNumber: number;
  readonly anchor?: Anchor | null;
}

export interface FieldChanged extends Numbered {
  readonly type: "fieldChange";
  readonly fieldId: string;
  readonly value: FieldValue;
  readonly version: number;
}

export interface FieldSuggested extends Numbered {
  readonly type: "fieldSuggest";
  readonly fieldId: string;
  readonly value: FieldValue;
  readonly suggestedBy: string;
}

export interface ContractSigned extends Numbered {
  readonly type: "contractSigned";
  readonly signedBy: string;
  readonly signedAt: string;
}

export interface StatusUpdated extends Numbered {
  readonly type: "statusUpdate";
  readonly status: ContractStatus;
  readonly reason?: string | null;
  readonly sealing?: boolean;
  readonly contract: Contract;
}

export interface LeadChanged extends Numbered {
  readonly type: "leadChange";
  readonly lead: string | null;
}

export interface ChatSaid extends Numbered {
  readonly type: "chatMessage";
  readonly chatId: string;
  readonly text: string;
}

export interface ParticipantJoined extends Numbered {
  readonly type: "participantJoined";
}

export interface ParticipantLeft extends Numbered {
  readonly type: "participantLeft";
}

export interface ParticipantState extends Numbered {
  readonly type: "participantState";
  readonly presence: Presence;
}

export interface DocumentsChanged extends Numbered {
  readonly type: "documentsChanged";
  readonly contract: Contract;
  readonly documents: readonly Document[];
}

export interface SessionEnded extends Numbered {
  readonly type: "sessionEnded";
  readonly endedBy: string;
  readonly reason: string;
}

export type SessionEvent =
  | DocumentLoaded
  | PageChanged
  | FieldChanged
  | FieldSuggested
  | ContractSigned
  | StatusUpdated
  | LeadChanged
  | ChatSaid
  | ParticipantJoined
  | ParticipantLeft
  | ParticipantState
  | DocumentsChanged
  | SessionEnded;

export interface PointerMoved {
  readonly type: "pointer";
  readonly userId: string;
  readonly documentId: string;
  readonly pageNumber: number;
  readonly x: number;
  readonly y: number;
  readonly visible: boolean;
}

export interface ViewportMoved {
  readonly type: "viewport";
  readonly userId: string;
  readonly documentId: string;
  readonly pageNumber: number;
}

export interface Typing {
  readonly type: "typing";
  readonly userId: string;
  readonly fieldId: string;
  readonly text?: string | null;
  readonly active: boolean;
}

export interface PageShown {
  readonly type: "pageShown";
  readonly userId: string;
  readonly documentId: string;
  readonly pageNumber: number;
}

export type SessionSignal = PointerMoved | ViewportMoved | Typing | PageShown | SessionIdle;

/** Nobody has done anything for long: the session ends at that time, or (null) goes on after all. */
export interface SessionIdle {
  readonly type: "sessionIdle";
  readonly endsAt: string | null;
}

export interface Signals {
  readonly type: "signals";
  readonly items: readonly SessionSignal[];
}

export interface Ping {
  readonly type: "ping";
  readonly seq: number;
}

export interface GoAway {
  readonly type: "goaway";
  readonly reconnectWithinMs: number;
}

export interface RefusedFrame {
  readonly type: "refused";
  readonly cid: string | null;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly facts?: Readonly<Record<string, unknown>>;
}

export type ServerFrame =
  Welcome | Snapshot | Resumed | SessionEvent | SessionSignal | Signals | Ping | GoAway | RefusedFrame;

// ---- from the client ----

export interface LoadDocument {
  readonly type: "loadDocument";
  readonly cid: string;
  readonly documentId: string;
}

export interface PageChange {
  readonly type: "pageChange";
  readonly cid: string;
  readonly documentId?: string;
  readonly pageNumber: number;
  readonly anchor?: Anchor;
}

export interface FieldChange {
  readonly type: "fieldChange";
  readonly cid: string;
  readonly fieldId: string;
  readonly value: FieldValue;
  readonly base: number;
}

export interface FieldSuggest {
  readonly type: "fieldSuggest";
  readonly cid: string;
  readonly fieldId: string;
  readonly value: FieldValue;
}

export interface SignContract {
  readonly type: "contractSigned";
  readonly cid: string;
  readonly signature: { readonly mark: Mark; readonly name: string };
  readonly consent: { readonly version: string; readonly accepted: true };
  readonly digest: string;
}

export interface SayInChat {
  readonly type: "chatMessage";
  readonly cid: string;
  readonly text: string;
}

export interface LeadChange {
  readonly type: "leadChange";
  readonly cid: string;
  readonly lead: string | null;
}

export interface ChangeStatus {
  readonly type: "statusUpdate";
  readonly cid: string;
  readonly status: ContractStatus;
  readonly reason?: string;
}

export type ClientCommand =
  | LoadDocument
  | PageChange
  | FieldChange
  | FieldSuggest
  | SignContract
  | ChangeStatus
  | SayInChat
  | LeadChange;

export type ClientSignal =
  | Omit<PointerMoved, "userId">
  | Omit<ViewportMoved, "userId">
  | Omit<Typing, "userId">
  | Omit<PageShown, "userId">;

export interface Pong {
  readonly type: "pong";
}

export interface Bye {
  readonly type: "bye";
}

export interface SnapshotRequest {
  readonly type: "snapshotRequest";
}

export type ClientFrame = ClientCommand | ClientSignal | Pong | Bye | SnapshotRequest;
