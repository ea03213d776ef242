import { describe, expect, test } from "vitest";
import {
  ALL_FILLED,
  ALL_SEEN,
  EXAMPLE_CONTRACT,
  EXAMPLE_DOCUMENT,
  exampleField,
  exampleRoom,
  withValues,
} from "./example-room";
import type { Room } from "./room";
import { fieldAfter, isFrozen, nextStepOf, tasksOf } from "./todo";

const READY = { pagesShown: ALL_SEEN } as const;

function signedBy(...people: string[]): Partial<Room> {
  const signatures = people.map((signedBy) => ({ signedBy, signedAt: "", name: "", isVoid: false }));
  return { ...READY, contract: { ...EXAMPLE_CONTRACT, signatures } };
}

test("required fields of both and the pages of every signer are what is to be done", () => {
  const room = exampleRoom({ pagesShown: { ada: { d1: [1, 2, 3] }, carla: { d1: [1] } } });
  expect(
    tasksOf(withValues(room, { name: "Carla" })).map((task) => [task.kind, task.userId, task.isDone]),
  ).toEqual([
    ["field", "carla", true],
    ["field", "carla", false],
    ["field", "ada", false],
    ["pages", "carla", false],
    ["pages", "ada", true],
  ]);
});

test("one ticked box is enough for its group", () => {
  const boxes = ["single", "married"].map((fieldId) =>
    exampleField(fieldId, { kind: "checkbox", group: "status", label: fieldId }),
  );
  const room = exampleRoom({ documents: [{ ...EXAMPLE_DOCUMENT, fields: boxes }] });
  const isDone = (at: Room) => tasksOf(at).flatMap((task) => (task.kind === "field" ? [task.isDone] : []));

  expect(isDone(room)).toEqual([false, false]);
  expect(isDone(withValues(room, { married: true }))).toEqual([true, true]);
  expect(fieldAfter(withValues(room, { married: true }), "married")).toBeNull();

  const theirs = boxes.map((box) => ({
    ...box,
    owner: box.fieldId === "married" ? box.owner : ("ADVISOR" as const),
  }));
  const ofTwo = exampleRoom({ documents: [{ ...EXAMPLE_DOCUMENT, fields: theirs }] });
  expect(isDone(withValues(ofTwo, { married: true }))).toEqual([false, true]);
});

describe("the next step", () => {
  test("is the first own field that is open, in reading order", () => {
    expect(nextStepOf(exampleRoom())).toMatchObject({ do: "fill", field: { fieldId: "name" } });
    expect(nextStepOf(exampleRoom({}, "ada"))).toMatchObject({ do: "fill", field: { fieldId: "start" } });
  });

  test("is then the first page that one has not seen", () => {
    const room = withValues(exampleRoom({ pagesShown: { carla: { d1: [1, 3] } } }), ALL_FILLED);
    expect(nextStepOf(room)).toMatchObject({ do: "see", pageNumber: 2 });
  });

  test("is to wait while the other has a field to fill in", () => {
    const room = withValues(exampleRoom(READY), { ...ALL_FILLED, start: null });
    expect(nextStepOf(room)).toMatchObject({
      do: "wait",
      for: { what: "tasks", tasks: [{ field: { fieldId: "start" } }] },
    });
  });

  test("is to sign when everything is done", () => {
    expect(nextStepOf(withValues(exampleRoom(READY), ALL_FILLED))).toEqual({ do: "sign" });
  });

  test("is to wait for the other signature after one's own", () => {
    const room = withValues(exampleRoom(signedBy("carla")), ALL_FILLED);
    expect(nextStepOf(room)).toEqual({
      do: "wait",
      for: { what: "signature", userId: "ada", iSigned: true },
    });
  });

  test("is to wait for the seal after the last signature, and to download once it is made", () => {
    const sealing = withValues(exampleRoom(signedBy("carla", "ada")), ALL_FILLED);
    const signed = exampleRoom({ contract: { ...EXAMPLE_CONTRACT, status: "SIGNED" } });
    expect(nextStepOf(sealing)).toEqual({ do: "wait", for: { what: "sealing" } });
    expect(nextStepOf(signed)).toEqual({ do: "download" });
  });

  test("is to wait for the signers when one does not sign oneself", () => {
    const contract = { ...EXAMPLE_CONTRACT, signers: ["carla"] };
    const room = withValues(exampleRoom({ ...READY, contract }, "ada"), ALL_FILLED);
    expect(nextStepOf(room)).toMatchObject({ do: "wait", for: { what: "signature", userId: "carla" } });
  });

  test.each([
    ["ada", { do: "send" }],
    ["carla", { do: "wait", for: { what: "sending" } }],
  ] as const)("of a draft is to send it, which %s can or cannot do", (who, step) => {
    expect(nextStepOf(exampleRoom({ contract: { ...EXAMPLE_CONTRACT, status: "DRAFT" } }, who))).toEqual(
      step,
    );
  });
});

test("the first signature freezes every field, a void one does not", () => {
  const contract = {
    ...EXAMPLE_CONTRACT,
    signatures: [{ signedBy: "carla", signedAt: "", name: "", isVoid: true }],
  };
  expect(isFrozen(exampleRoom(signedBy("carla")))).toBe(true);
  expect(isFrozen(exampleRoom({ contract }))).toBe(false);
});

test("after a field comes the next open one of one's own, and after the last the first", () => {
  const room = exampleRoom();
  expect(fieldAfter(room, "name")?.fieldId).toBe("income");
  expect(fieldAfter(room, "income")?.fieldId).toBe("name");
  expect(fieldAfter(withValues(room, ALL_FILLED), "income")).toBeNull();
});
