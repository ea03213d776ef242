/** The calls over HTTP that the room makes about its session. */
import type { Verdict } from "@livecontract/client";
import { Refusal, request, Unreachable } from "../protocol/request";
import type { Document, DocumentList, Session } from "../protocol/shapes";

/** A session that can be connected to. */
export interface OpenSession extends Session {
  readonly webSocketUrl: string;
}

/** Starts the contract's session, or finds the one that is active. */
export const openSession = (contractId: string) =>
  request<OpenSession>("POST", `/contracts/${contractId}/session`);

/** Ends a session for both. */
export const endSession = (sessionId: string) => request<unknown>("DELETE", `/sessions/${sessionId}`);

/** The documents with addresses that are fresh, and the sealed files once there are any. */
export const freshDocuments = async (contractId: string): Promise<readonly Document[]> =>
  (await request<DocumentList>("GET", `/contracts/${contractId}/documents`)).items;

/** Why a session's socket cannot be opened, as far as HTTP can tell. */
export async function probe(sessionId: string): Promise<Verdict> {
  try {
    const session = await request<Session>("GET", `/sessions/${sessionId}`);
    return session.status === "ENDED" ? "ended" : "open";
  } catch (reason) {
    return verdictOf(reason);
  }
}

function verdictOf(reason: unknown): Verdict {
  if (reason instanceof Unreachable || !(reason instanceof Refusal)) return "unreachable";
  if (reason.status === 401) return "signedOut";
  return reason.status === 404 || reason.status === 403 ? "gone" : "unreachable";
}

/** Tells the server once more, over HTTP, which pages have been in view: signing depends on every one of them. */
export async function confirmPages(shown: readonly (readonly [string, readonly number[]])[]): Promise<void> {
  const news = shown.filter(([, pageNumbers]) => pageNumbers.length > 0);
  const telling = news.map(([documentId, pageNumbers]) =>
    request<unknown>("POST", `/documents/${documentId}/pages-shown`, { body: { pageNumbers } }),
  );
  // What the server has not counted it names when one signs; there is nothing else to do about it here.
  await Promise.allSettled(telling);
}
