/** A short recorded session for tests: Ada and Carla meet, turn pages, fill in, talk, sign, and end. */
import type { Batch, Recording } from "../protocol/shapes";
import { EXAMPLE_CONTRACT, EXAMPLE_DOCUMENT, EXAMPLE_SESSION } from "../state/example-room";
import { toldIn, type WholeRecording } from "./recording";

const START = Date.parse(EXAMPLE_SESSION.startedAt);

/** The time so many seconds after the session's start. */
export function second(seconds: number): number {
  return START + seconds * 1000;
}

type Told = Readonly<Record<string, unknown>>;

const event = (seq: number, seconds: number, userId: string, type: string, more: Told = {}) => {
  return { type, seq, userId, at: new Date(second(seconds)).toISOString(), cid: null, ...more };
};

const note = (seconds: number, userId: string, type: string, more: Told) => {
  return { type, userId, at: new Date(second(seconds)).toISOString(), ...more };
};

const place = (pageNumber: number) => ({ documentId: "d1", pageNumber });

const highlight = { kind: "highlight", ...place(2), areas: [{ x: 72, y: 200, width: 120, height: 14 }] };

const KEPT: Recording["kept"][number]["what"] = ["chat", "drawings", "places"];

/** What was told, batch by batch, as the server keeps it. */
export const EXAMPLE_BATCHES: readonly Batch[] = [
  batch(1, "e1", [
    { type: "kept", at: new Date(second(1)).toISOString(), what: KEPT },
    event(1, 1, "ada", "participantJoined"),
    note(1, "ada", "viewport", place(1)),
    event(2, 4, "carla", "participantJoined"),
    note(4, "carla", "viewport", place(1)),
    event(3, 6, "ada", "pageChange", place(2)),
    note(6.2, "carla", "viewport", place(2)),
    note(8, "carla", "pageShown", place(2)),
  ]),
  batch(2, "e1", [
    event(4, 60, "carla", "fieldChange", { fieldId: "income", value: "3140.00", version: 1 }),
    event(5, 62, "carla", "chatMessage", { chatId: "m1", text: "Is that before tax?" }),
    event(6, 65, "ada", "annotationAdd", {
      annotation: { annotationId: "a1", userId: "ada", drawing: highlight },
    }),
    note(70, "carla", "viewport", place(3)),
    event(7, 75, "ada", "annotationRemove", { annotationId: "a1" }),
  ]),
  batch(3, "e1", [
    event(8, 200, "carla", "contractSigned", {
      signedBy: "carla",
      signedAt: new Date(second(200)).toISOString(),
    }),
    event(9, 205, "carla", "participantState", { presence: "reconnecting" }),
    event(10, 210, "carla", "participantState", { presence: "here" }),
    event(11, 215, "ada", "sessionEnded", { endedBy: "ada", reason: "ended" }),
  ]),
];

const EXAMPLE_VIEW: Recording = {
  session: {
    ...EXAMPLE_SESSION,
    status: "ENDED",
    endedAt: new Date(second(215)).toISOString(),
    endedBy: "ada",
  },
  contract: EXAMPLE_CONTRACT,
  documents: [EXAMPLE_DOCUMENT],
  fileUrls: { d1: "/files/d1.pdf" },
  batches: 3,
  hash: "cc",
  isClosed: true,
  fault: null,
  gaps: [],
  kept: [{ since: new Date(second(1)).toISOString(), what: KEPT }],
  attention: [],
};

/** The example, with changes to what the server says of it, or with other batches. */
export function exampleRecording(
  change: Partial<Recording> = {},
  batches: readonly Batch[] = EXAMPLE_BATCHES,
): WholeRecording {
  const view = { ...EXAMPLE_VIEW, ...change };
  return { view, told: toldIn(batches, view.gaps), times: batches.map(({ at }) => at) };
}

/** A batch of a recording that holds these. */
export function batch(number: number, epoch: string, told: readonly Told[]): Batch {
  return {
    sessionId: "s1",
    number,
    epoch,
    firstSeq: null,
    lastSeq: null,
    at: String(told.at(-1)?.["at"] ?? ""),
    events: JSON.stringify(told),
    prev: "",
    hash: "",
  };
}
