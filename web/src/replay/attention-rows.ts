/** How long each person had each page before them, page by page. */
import type { Attention, Document } from "../protocol/shapes";

export interface AttentionRow {
  readonly documentId: string;
  readonly pageNumber: number;
  /** Seconds by user. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** A row for every page of the documents, and for those of documents that somebody looked at and that are gone. */
export function attentionRows(
  documents: readonly Pick<Document, "documentId" | "pageCount">[],
  attention: readonly Attention[],
): AttentionRow[] {
  const pages = documents.flatMap(({ documentId, pageCount }) =>
    Array.from({ length: pageCount }, (_, index) => ({ documentId, pageNumber: index + 1 })),
  );
  const known = new Set(pages.map(keyOf));
  const others = attention.filter((one) => !known.has(keyOf(one)));
  const gone = [...new Map(others.map((one) => [keyOf(one), one])).values()].sort(
    (a, b) => a.documentId.localeCompare(b.documentId) || a.pageNumber - b.pageNumber,
  );
  return [...pages, ...gone].map(({ documentId, pageNumber }) => ({
    documentId,
    pageNumber,
    seconds: secondsOn({ documentId, pageNumber }, attention),
  }));
}

/** The seconds of all rows together, by user. */
export function totals(rows: readonly AttentionRow[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { seconds } of rows) {
    for (const [userId, some] of Object.entries(seconds)) all[userId] = (all[userId] ?? 0) + some;
  }
  return all;
}

interface Place {
  readonly documentId: string;
  readonly pageNumber: number;
}

function keyOf({ documentId, pageNumber }: Place): string {
  return `${documentId} ${String(pageNumber)}`;
}

function secondsOn(place: Place, attention: readonly Attention[]): Record<string, number> {
  const here = attention.filter((one) => keyOf(one) === keyOf(place));
  return Object.fromEntries(here.map(({ userId, seconds }) => [userId, seconds]));
}
