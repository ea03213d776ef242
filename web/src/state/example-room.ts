/** A small room for tests: Ada (advisor) and Carla (customer), one document of three pages, four fields. */
import type { Contract, Document, Field, Session, Snapshot, Welcome } from "../protocol/frames";
import { enterRoom, type Room } from "./room";

const AT = "2026-11-24T12:00:00Z";

const A4 = { width: 595, height: 842, rotation: 0 };

export function exampleField(fieldId: string, change: Partial<Field> = {}): Field {
  return {
    fieldId,
    documentId: "d1",
    kind: "text",
    owner: "CUSTOMER",
    pageNumber: 1,
    rect: { x: 72, y: 100, width: 200, height: 24 },
    label: "Full name",
    required: true,
    options: [],
    value: null,
    version: 0,
    suggestion: null,
    maxLength: null,
    group: "",
    ...change,
  };
}

export const EXAMPLE_FIELDS: readonly Field[] = [
  exampleField("income", {
    kind: "number",
    label: "Net monthly income",
    pageNumber: 2,
    rect: { x: 300, y: 102, width: 200, height: 24 },
  }),
  exampleField("name", { pageNumber: 2 }),
  exampleField("start", { kind: "date", owner: "ADVISOR", label: "First instalment", pageNumber: 3 }),
  exampleField("mark", { kind: "signature", label: "Signature", pageNumber: 3 }),
];

export const EXAMPLE_DOCUMENT: Document = {
  documentId: "d1",
  contractId: "k1",
  fileUrl: "/files/d1.pdf",
  thumbnailUrls: ["/t/1", "/t/2", "/t/3"],
  name: "Loan agreement.pdf",
  sha256: "aa",
  sizeBytes: 318_000,
  pageCount: 3,
  pages: [A4, A4, A4],
  treatment: "original",
  status: "READY",
  notices: [],
  fields: EXAMPLE_FIELDS,
  sealed: null,
};

export const EXAMPLE_CONTRACT: Contract = {
  contractId: "k1",
  title: "Loan agreement",
  status: "REVIEW",
  advisorId: "ada",
  customerId: "carla",
  advisor: { userId: "ada", name: "Ada Lindqvist", email: "ada@bank.example" },
  customer: { userId: "carla", name: "Carla Moreno", email: "carla@post.example" },
  createdAt: AT,
  version: 3,
  signers: ["carla", "ada"],
  signatures: [],
  digest: "",
  consent: { version: "2026-11", language: "en", text: "I agree.", sha256: "bb" },
  sealing: false,
  sealError: null,
  signedAt: null,
  sealedAt: null,
  reason: null,
  documentCount: 1,
  open: [],
  session: null,
  permissions: ["sign"],
};

export const EXAMPLE_SESSION: Session = {
  sessionId: "s1",
  contractId: "k1",
  advisorId: "ada",
  customerId: "carla",
  status: "ACTIVE",
  startedBy: "ada",
  startedAt: AT,
  endedBy: null,
  endedAt: null,
  reason: null,
};

export const EXAMPLE_SNAPSHOT: Snapshot = {
  type: "snapshot",
  epoch: "e1",
  seq: 1,
  session: EXAMPLE_SESSION,
  contract: EXAMPLE_CONTRACT,
  documents: [EXAMPLE_DOCUMENT],
  live: {
    documentId: "d1",
    pageNumber: 1,
    anchor: null,
    lead: "ada",
    leadOffer: null,
    chat: [],
    annotations: [],
  },
  participants: [
    { userId: "ada", name: "Ada Lindqvist", role: "ADVISOR", presence: "here", page: null, since: AT },
    { userId: "carla", name: "Carla Moreno", role: "CUSTOMER", presence: "here", page: null, since: AT },
  ],
  pagesShown: {},
};

export const EXAMPLE_WELCOME: Welcome = {
  type: "welcome",
  connectionId: "c1",
  userId: "carla",
  role: "CUSTOMER",
  permissions: [],
  epoch: "e1",
  seq: 1,
  serverTime: AT,
  pingIntervalS: 20,
  limits: { frameBytes: 65_536, chatLength: 4_000, noteLength: 2_000, rates: {} },
  recording: ["chat", "drawings", "places"],
};

/** The room as Carla (or Ada) sees it, with changes. */
export function exampleRoom(change: Partial<Room> = {}, who: "carla" | "ada" = "carla"): Room {
  const role = who === "carla" ? "CUSTOMER" : "ADVISOR";
  return { ...enterRoom({ ...EXAMPLE_WELCOME, userId: who, role }, EXAMPLE_SNAPSHOT, null), ...change };
}

/** The room with these values in its fields. */
export function withValues(room: Room, values: Readonly<Record<string, Field["value"]>>): Room {
  const fill = (field: Field): Field =>
    field.fieldId in values
      ? { ...field, value: values[field.fieldId] ?? null, version: field.version + 1 }
      : field;
  const documents = room.documents.map((document) => ({ ...document, fields: document.fields.map(fill) }));
  return { ...room, documents };
}

export const ALL_FILLED = { income: "3140.00", name: "Carla Moreno", start: "2027-01-15" } as const;

export const ALL_SEEN = { carla: { d1: [1, 2, 3] }, ada: { d1: [1, 2, 3] } } as const;
