import { expect, test } from "vitest";
import type { SessionEvent } from "../protocol/frames";
import { applyEvent, applySignal } from "./events";
import { EXAMPLE_CONTRACT, EXAMPLE_SNAPSHOT, exampleRoom } from "./example-room";
import { enterRoom, fieldOf, fieldsOf, pagesOf, participantOf } from "./room";

const HEAD = { seq: 2, userId: "ada", at: "2026-11-24T12:05:00Z", cid: null } as const;

function after(event: SessionEvent) {
  return applyEvent(exampleRoom(), event);
}

test("a page turn is a place, not a step", () => {
  const room = after({
    ...HEAD,
    type: "pageChange",
    documentId: "d1",
    pageNumber: 3,
    anchor: { x: 300, y: 400 },
  });
  expect(room.live).toMatchObject({ documentId: "d1", pageNumber: 3, anchor: { x: 300, y: 400 } });
});

test("whoever turns to a page is on it", () => {
  const room = after({ ...HEAD, type: "pageChange", documentId: "d1", pageNumber: 3 });
  expect(participantOf(room, "ada")?.page).toEqual({ documentId: "d1", pageNumber: 3 });
  expect(participantOf(room, "carla")?.page).toBeNull();
});

test("another document starts on its first page with a fresh address", () => {
  const event = {
    ...HEAD,
    type: "loadDocument",
    documentId: "d1",
    pageCount: 3,
    sha256: "aa",
    fileUrl: "/new",
  } as const;
  const room = applyEvent(exampleRoom({ live: { ...EXAMPLE_SNAPSHOT.live, pageNumber: 3 } }), event);
  expect(room.live).toMatchObject({ documentId: "d1", pageNumber: 1, anchor: null });
  expect(room.documents[0]?.fileUrl).toBe("/new");
});

test("a filled field has its value, its version, and nobody typing in it any more", () => {
  const typing = applySignal(exampleRoom(), {
    type: "typing",
    userId: "ada",
    fieldId: "name",
    text: "Ca",
    active: true,
  });
  const room = applyEvent(typing, {
    ...HEAD,
    type: "fieldChange",
    fieldId: "name",
    value: "Carla",
    version: 1,
  });
  expect(fieldOf(room, "name")).toMatchObject({ value: "Carla", version: 1 });
  expect(room.typing).toEqual({});
});

test("a suggestion stands beside the value until it is answered", () => {
  const suggested = after({
    ...HEAD,
    type: "fieldSuggest",
    fieldId: "name",
    value: "Carla M.",
    suggestedBy: "ada",
  });
  const answered = applyEvent(suggested, {
    ...HEAD,
    type: "fieldChange",
    fieldId: "name",
    value: "Carla",
    version: 1,
  });
  expect(fieldOf(suggested, "name")).toMatchObject({ value: null, suggestion: { value: "Carla M." } });
  expect(fieldOf(answered, "name")?.suggestion).toBeNull();
});

test("a signature is added once, under the name of the contract", () => {
  const event = { ...HEAD, type: "contractSigned", signedBy: "carla", signedAt: HEAD.at } as const;
  const room = applyEvent(after(event), event);
  expect(room.contract.signatures).toEqual([
    { signedBy: "carla", signedAt: HEAD.at, name: "Carla Moreno", isVoid: false },
  ]);
});

test("a status update brings the whole contract, the session stays", () => {
  const contract = { ...EXAMPLE_CONTRACT, status: "SIGNED" } as const;
  const room = after({
    ...HEAD,
    type: "statusUpdate",
    status: "SIGNED",
    sealing: false,
    reason: null,
    contract,
  });
  expect(room.contract.status).toBe("SIGNED");
});

test("whoever goes takes their pointer and their typing along", () => {
  const busy = [
    { type: "typing", userId: "ada", fieldId: "start", text: "2", active: true },
    { type: "pointer", userId: "ada", documentId: "d1", pageNumber: 1, x: 1, y: 1, visible: true },
  ] as const;
  const room = applyEvent(busy.reduce(applySignal, exampleRoom()), {
    ...HEAD,
    type: "participantState",
    presence: "reconnecting",
  });
  expect([room.typing, room.pointers]).toEqual([{}, {}]);
  expect(participantOf(room, "ada")).toMatchObject({ presence: "reconnecting", since: HEAD.at });
});

test("a person who was never seen appears with the name of the contract", () => {
  const alone = exampleRoom({ participants: [] });
  const room = applyEvent(alone, { ...HEAD, type: "participantJoined" });
  expect(room.participants).toMatchObject([
    { userId: "ada", name: "Ada Lindqvist", role: "ADVISOR", presence: "here" },
  ]);
});

test("a chat message is there once", () => {
  const said = { ...HEAD, type: "chatMessage", chatId: "m1", text: "Good morning" } as const;
  expect(applyEvent(after(said), said).live.chat).toHaveLength(1);
});

test("the end says who ended it and why", () => {
  const room = after({ ...HEAD, type: "sessionEnded", endedBy: "ada", reason: "ended" });
  expect(room.ended).toEqual({ endedBy: "ada", reason: "ended" });
});

test("an event of a newer server changes nothing", () => {
  const news = { ...HEAD, type: "weatherChange" } as unknown as SessionEvent;
  const room = exampleRoom();
  expect(applyEvent(room, news)).toBe(room);
});

test("pages count as shown once each, in order", () => {
  const shown = [3, 1, 3].map(
    (pageNumber) => ({ type: "pageShown", userId: "ada", documentId: "d1", pageNumber }) as const,
  );
  expect(pagesOf(shown.reduce(applySignal, exampleRoom()).pagesShown, "ada", "d1")).toEqual([1, 3]);
});

test("a new snapshot keeps what was on one's own screen and is not confirmed yet", () => {
  const edits = { name: { cid: "c1", value: "Carla", next: null, problem: null } };
  const before = exampleRoom({ edits, pagesShown: { carla: { d1: [2] } } });
  const welcome = { userId: "carla", role: "CUSTOMER" } as Parameters<typeof enterRoom>[0];
  const room = enterRoom(welcome, { ...EXAMPLE_SNAPSHOT, pagesShown: { carla: { d1: [1] } } }, before);
  expect(room.edits).toEqual(edits);
  expect(pagesOf(room.pagesShown, "carla", "d1")).toEqual([1, 2]);
});

test("fields are in reading order, even where a line is not quite straight", () => {
  expect(fieldsOf(exampleRoom()).map((field) => field.fieldId)).toEqual(["name", "income", "start", "mark"]);
});

test("the warning of an idle session comes and goes", () => {
  const warned = applySignal(exampleRoom(), { type: "sessionIdle", endsAt: HEAD.at });
  expect(warned.endsAt).toBe(HEAD.at);
  expect(applySignal(warned, { type: "sessionIdle", endsAt: null }).endsAt).toBeNull();
});
