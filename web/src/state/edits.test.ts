import { expect, test } from "vitest";
import { fill, refuse, settle, shownValue } from "./edits";
import { applyEvent } from "./events";
import { exampleRoom, withValues } from "./example-room";
import type { Room } from "./room";

function confirm(room: Room, cid: string, value: string, version: number): Room {
  const at = "2026-11-24T12:05:00Z";
  return applyEvent(room, {
    type: "fieldChange",
    seq: 2,
    userId: "carla",
    at,
    cid,
    fieldId: "name",
    value,
    version,
  });
}

test("a value is on the screen at once and is sent with the version that was seen", () => {
  const [room, command] = fill(exampleRoom(), "name", "Carla", "c1");
  expect(shownValue(room, "name")).toEqual({ value: "Carla", isSaving: true, problem: null });
  expect(command).toEqual({ type: "fieldChange", cid: "c1", fieldId: "name", value: "Carla", base: 0 });
});

test("a second value waits for the first one and then goes out with its version", () => {
  const [first] = fill(exampleRoom(), "name", "Carl", "c1");
  const [second, none] = fill(first, "name", "Carla", "c2");
  const [third, command] = settle(confirm(second, "c1", "Carl", 1), "c1", "c3");
  expect(none).toBeNull();
  expect(command).toMatchObject({ cid: "c3", value: "Carla", base: 1 });
  expect(shownValue(third, "name")).toMatchObject({ value: "Carla", isSaving: true });
});

test("the confirmed value is the field's value, and nothing is sent again", () => {
  const [first] = fill(exampleRoom(), "name", "Carla", "c1");
  const [room, command] = settle(confirm(first, "c1", "Carla", 1), "c1", "c2");
  expect(command).toBeNull();
  expect(room.edits).toEqual({});
  expect(shownValue(room, "name")).toEqual({ value: "Carla", isSaving: false, problem: null });
});

test("a refused value stays on the screen with its reason, and can be corrected", () => {
  const refused = {
    type: "refused",
    cid: "c1",
    code: "value_invalid",
    message: "No such day.",
    retryable: false,
  } as const;
  const [first] = fill(exampleRoom(), "name", "31 February", "c1");
  const room = refuse(first, refused);
  const [, command] = fill(room, "name", "28 February", "c2");
  expect(shownValue(room, "name")).toEqual({
    value: "31 February",
    isSaving: false,
    problem: "No such day.",
  });
  expect(command).toMatchObject({ cid: "c2", value: "28 February" });
});

test("what already stands there is not sent", () => {
  const room = withValues(exampleRoom(), { name: "Carla" });
  expect(fill(room, "name", "Carla", "c1")).toEqual([room, null]);
});

test("answers to other commands leave the fields alone", () => {
  const [room] = fill(exampleRoom(), "name", "Carla", "c1");
  expect(settle(room, "c9", "c10")).toEqual([room, null]);
});

test("what already stands there is sent once more where the other suggests just that", () => {
  const room = withValues(exampleRoom(), { name: "Carla" });
  const suggested = applyEvent(room, {
    type: "fieldSuggest",
    seq: 2,
    userId: "ada",
    at: "2026-11-24T12:05:00Z",
    cid: null,
    fieldId: "name",
    value: "Carla",
    suggestedBy: "ada",
  });
  expect(fill(suggested, "name", "Carla", "c1")[1]).toMatchObject({ cid: "c1", value: "Carla" });
});
