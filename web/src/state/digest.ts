/** The digest of what is on this screen, computed here and not taken from the server: one signs what one saw. */
import type { Contract, Document, Field } from "../protocol/frames";
import { canonicalJson, type Json } from "./canonical-json";

/** SHA-256, as lower-case hex, of everything that a signature covers. */
export async function digestOf(contract: Contract, documents: readonly Document[]): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson(signedContent(contract, documents)));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The first sixteen digits in groups of four, for people to compare. */
export function fingerprint(digest: string): string {
  return digest.slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");
}

/** The plain value that is hashed; the server's `signed_content` makes the same. */
function signedContent(contract: Contract, documents: readonly Document[]): Json {
  const { contractId, title, consent } = contract;
  return {
    contractId,
    title,
    documents: sortedBy(documents, ({ documentId }) => documentId).map((document) => ({
      documentId: document.documentId,
      sha256: document.sha256,
      fields: sortedBy(document.fields, ({ fieldId }) => fieldId).map(signedField),
    })),
    consent: { version: consent.version, language: consent.language, sha256: consent.sha256 },
    signers: sortedBy(contract.signers, (signer) => signer),
  };
}

function signedField(field: Field): Json {
  const { fieldId, kind, owner, pageNumber, label, required, options, value } = field;
  const { x, y, width, height } = field.rect;
  return { fieldId, kind, owner, pageNumber, rect: { x, y, width, height }, label, required, options, value };
}

function sortedBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
