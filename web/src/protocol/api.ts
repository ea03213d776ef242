/** The REST interface, call by call. */
import { call } from "./call";
import { request } from "./request";
import type { FieldPlace, Verdict } from "./shapes";

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

export const fetchMe = () => call("get", "/users/me", {});

export const askForSignInLink = (email: string, next: string) =>
  call("post", "/auth/sign-in-links", { body: { email, next } });

export const signIn = (token: string) => call("post", "/auth/sign-in", { body: { token } });

export const signOut = () => call("post", "/auth/sign-out", {});

// Contracts

export const fetchContracts = (query: { status?: string; q?: string; cursor?: string; limit?: number }) =>
  call("get", "/contracts", { query });

export const createContract = (contract: NewContract) =>
  call("post", "/contracts", { body: { ...contract, customerId: null } });

export const fetchContract = (contractId: string) =>
  call("get", "/contracts/{contractId}", { path: { contractId } });

export const changeContract = (contractId: string, body: ContractChange) =>
  call("patch", "/contracts/{contractId}", { path: { contractId }, body });

export const invite = (contractId: string) =>
  call("post", "/contracts/{contractId}/invitation", { path: { contractId } });

export const fetchAudit = (contractId: string, cursor?: string) =>
  call("get", "/contracts/{contractId}/audit", { path: { contractId }, query: { cursor } });

export const startSession = (contractId: string) =>
  call("post", "/contracts/{contractId}/session", { path: { contractId } });

export const fetchSession = (sessionId: string) =>
  call("get", "/sessions/{sessionId}", { path: { sessionId } });

export const fetchSessions = (contractId: string) =>
  call("get", "/contracts/{contractId}/sessions", { path: { contractId } });

// What was recorded of a session

export const fetchRecording = (sessionId: string) =>
  call("get", "/sessions/{sessionId}/recording", { path: { sessionId } });

export const fetchBatches = (sessionId: string, after: number) =>
  call("get", "/sessions/{sessionId}/recording/batches", { path: { sessionId }, query: { after } });

/** Where a recording can be downloaded as a file. */
export const recordingFile = (sessionId: string) =>
  `/sessions/${encodeURIComponent(sessionId)}/recording/file`;

// Documents; their upload, which reports its progress, is in `upload.ts`

export const fetchDocuments = (contractId: string) =>
  call("get", "/contracts/{contractId}/documents", { path: { contractId } });

export const removeDocument = (documentId: string) =>
  call("delete", "/documents/{documentId}", { path: { documentId } });

export const placeFields = (documentId: string, fields: readonly FieldPlace[]) =>
  call("put", "/documents/{documentId}/fields", { path: { documentId }, body: { fields } });

// For everybody

export function verifyFile(file: File): Promise<Verdict> {
  const body = new FormData();
  body.set("file", file);
  return request<Verdict>("POST", "/verify", { body });
}

export const fetchMails = () => call("get", "/mailbox", {});
