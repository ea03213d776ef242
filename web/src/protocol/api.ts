/** The REST interface, call by call. */
import { request } from "./request";
import type {
  AuditPage,
  Contract,
  ContractPage,
  DocumentList,
  Field,
  Invitation,
  MailList,
  Session,
  SignInResult,
  User,
  Verdict,
} from "./shapes";

/** A field to be placed: without an id it is new. */
export type FieldPlace = Omit<Field, "fieldId" | "documentId" | "value" | "version" | "suggestion"> & {
  readonly fieldId?: string;
};

export type ContractChange =
  | { readonly title: string }
  | { readonly signers: readonly string[] }
  | { readonly status: "REVIEW" | "DRAFT" }
  | { readonly status: "VOIDED" | "DECLINED"; readonly reason: string };

export interface NewContract {
  readonly title: string;
  readonly customer: { readonly name: string; readonly email: string };
}

// Who is here

export const fetchMe = () => request<User>("GET", "/users/me");

export const askForSignInLink = (email: string) =>
  request<undefined>("POST", "/auth/sign-in-links", { body: { email } });

export const signIn = (token: string) => request<SignInResult>("POST", "/auth/sign-in", { body: { token } });

export const signOut = () => request<undefined>("POST", "/auth/sign-out");

// Contracts

export const fetchContracts = (query: { status?: string; q?: string; cursor?: string; limit?: number }) =>
  request<ContractPage>("GET", "/contracts", { query });

export const createContract = (contract: NewContract) =>
  request<Contract>("POST", "/contracts", { body: contract });

export const fetchContract = (contractId: string) => request<Contract>("GET", `/contracts/${contractId}`);

export const changeContract = (contractId: string, change: ContractChange) =>
  request<Contract>("PATCH", `/contracts/${contractId}`, { body: change });

export const invite = (contractId: string) =>
  request<Invitation>("POST", `/contracts/${contractId}/invitation`);

export const fetchAudit = (contractId: string, cursor?: string) =>
  request<AuditPage>("GET", `/contracts/${contractId}/audit`, { query: { cursor } });

export const startSession = (contractId: string) =>
  request<Session>("POST", `/contracts/${contractId}/session`);

// Documents; their upload, which reports its progress, is in `upload.ts`

export const fetchDocuments = (contractId: string) =>
  request<DocumentList>("GET", `/contracts/${contractId}/documents`);

export const removeDocument = (documentId: string) =>
  request<undefined>("DELETE", `/documents/${documentId}`);

export const placeFields = (documentId: string, fields: readonly FieldPlace[]) =>
  request<{ readonly fields: readonly Field[] }>("PUT", `/documents/${documentId}/fields`, {
    body: { fields },
  });

// For everybody

export function verifyFile(file: File): Promise<Verdict> {
  const body = new FormData();
  body.set("file", file);
  return request<Verdict>("POST", "/verify", { body });
}

export const fetchMails = () => request<MailList>("GET", "/mailbox");
