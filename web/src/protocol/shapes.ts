/** The shapes of the REST interface that no WebSocket frame carries. */
import type * as frames from "./frames";

export type { ContractStatus, Field, FieldKind, Notice, PageBox, Rect, Role } from "./frames";

export interface User {
  readonly userId: string;
  readonly role: frames.Role;
  readonly name: string;
  readonly email: string;
}

export interface SignInResult {
  readonly userId: string;
  readonly next: string;
}

export interface Party extends frames.Party {
  readonly email: string;
}

/** What one person still has to do. */
export interface Open {
  readonly userId: string;
  readonly fields: number;
  readonly pages: number;
  readonly signature: boolean;
}

/** A live session; `participants` are the users who are in it at the moment. */
export interface Session extends frames.Session {
  readonly participants?: readonly string[];
}

export interface Contract extends Omit<frames.Contract, "advisor" | "customer" | "session"> {
  readonly advisor: Party;
  readonly customer: Party;
  readonly reason: string | null;
  readonly documentCount: number;
  readonly open: readonly Open[];
  readonly activeAt?: string;
  readonly session: Session | null;
}

export interface ContractPage {
  readonly items: readonly Contract[];
  readonly nextCursor: string | null;
  readonly counts?: Readonly<Partial<Record<frames.ContractStatus, number>>>;
}

export interface Document extends Omit<frames.Document, "sealed"> {
  readonly sealed: (frames.SealedFile & { readonly sizeBytes?: number }) | null;
}

export interface DocumentList {
  readonly items: readonly Document[];
}

export interface Invitation {
  readonly joinUrl: string;
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

export interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly nextCursor: string | null;
}

export interface VerdictPart {
  readonly ok: boolean;
  readonly summary: string;
  readonly details: readonly string[];
}

export interface Verdict {
  readonly valid: boolean;
  readonly intact: VerdictPart;
  readonly who: VerdictPart;
  readonly when: VerdictPart;
  readonly complete: VerdictPart;
}

export interface Mail {
  readonly mailId: string;
  readonly to: string;
  readonly subject: string;
  readonly sentAt: string;
  readonly text: string;
  readonly links: readonly string[];
}

export interface MailList {
  readonly items: readonly Mail[];
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [fact: string]: unknown;
}
