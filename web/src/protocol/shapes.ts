/** The names under which the shapes of the REST interface are used here. */
import type { components } from "./rest";

type Schemas = components["schemas"];

export type { Field, FieldKind, PageBox, Rect, Role, ContractStatus } from "./frames";

export type User = Schemas["UserView"];
export type Party = Schemas["PartyView"];
export type Contract = Schemas["ContractView"];
export type ListedContract = Schemas["ListedContract"];
export type ContractPage = Schemas["ContractPage"];
export type Document = Schemas["DocumentView"];
export type DocumentList = Schemas["DocumentList"];
export type FieldPlace = Schemas["PlacedField"];
export type Session = Schemas["SessionAnswer"];
export type AuditEntry = Schemas["AuditEntry"];
export type AuditPage = Schemas["AuditPage"];
export type Recording = Schemas["RecordingView"];
export type Batch = Schemas["Batch"];
export type Attention = Schemas["Attention"];
export type PastSession = Schemas["SessionView"];
export type Verdict = Schemas["Verdict"];
export type Mail = Schemas["MailView"];

/** A problem of the server's, or one that was found here; further members are the facts it names. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [fact: string]: unknown;
}
