/** The files that a signed contract leaves its people with: sealed documents, and certificates that stand beside one. */

/** One file to keep. Its address works for as long as one is signed in. */
export interface SealedPaper {
  readonly path: string;
  /** The name of the document that it is, or that it certifies. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly isCertificate: boolean;
}

interface Held {
  readonly documentId: string;
  readonly name: string;
  readonly sealed: {
    readonly sizeBytes: number;
    readonly certificate: { readonly sizeBytes: number } | null;
  } | null;
}

/** Each sealed document, followed by its certificate where that is a file of its own. */
export function sealedPapers(documents: readonly Held[]): readonly SealedPaper[] {
  return documents.flatMap(({ documentId, name, sealed }) => {
    if (sealed === null) return [];
    const path = `/documents/${documentId}`;
    const { sizeBytes, certificate } = sealed;
    const document = { path: `${path}/sealed`, name, sizeBytes, isCertificate: false };
    if (certificate === null) return [document];
    const beside = {
      path: `${path}/certificate`,
      name,
      sizeBytes: certificate.sizeBytes,
      isCertificate: true,
    };
    return [document, beside];
  });
}
