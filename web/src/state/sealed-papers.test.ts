import { describe, expect, it } from "vitest";
import { sealedPapers } from "./sealed-papers";

describe("the files of a signed contract (SL8)", () => {
  const plain = { documentId: "d1", name: "Loan.pdf", sealed: { sizeBytes: 9, certificate: null } };
  const theirs = {
    documentId: "d2",
    name: "Deed.pdf",
    sealed: { sizeBytes: 7, certificate: { sizeBytes: 5 } },
  };

  it("are the sealed documents, each with the certificate that stands beside it", () => {
    expect(sealedPapers([plain, theirs])).toEqual([
      { path: "/documents/d1/sealed", name: "Loan.pdf", sizeBytes: 9, isCertificate: false },
      { path: "/documents/d2/sealed", name: "Deed.pdf", sizeBytes: 7, isCertificate: false },
      { path: "/documents/d2/certificate", name: "Deed.pdf", sizeBytes: 5, isCertificate: true },
    ]);
  });

  it("are none before the seal", () => {
    expect(sealedPapers([{ ...plain, sealed: null }])).toEqual([]);
  });
});
