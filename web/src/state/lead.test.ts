import { expect, test } from "vitest";
import { exampleRoom } from "./example-room";
import { applySignal } from "./events";
import { fieldTypedByOther, isOtherHere, stepOf, turnsForBoth } from "./lead";
import type { Room } from "./room";

const FIRST = { documentId: "d1", pageNumber: 1 };
const SECOND = { documentId: "d1", pageNumber: 2 };

function led(lead: string | null, who: "carla" | "ada" = "carla"): Room {
  const room = exampleRoom({}, who);
  return { ...room, live: { ...room.live, lead } };
}

test("whoever leads turns the pages for both, and so does everybody while nobody leads", () => {
  expect([led("ada", "ada"), led("ada"), led(null)].map(turnsForBoth)).toEqual([true, false, true]);
});

test("one follows by choice, and is elsewhere once one looks at another page", () => {
  expect(stepOf(led("ada", "ada"), true, SECOND)).toBe("leading");
  expect(stepOf(led("ada"), true, FIRST)).toBe("following");
  expect(stepOf(led("ada"), false, SECOND)).toBe("elsewhere");
  expect(stepOf(led("ada"), false, FIRST)).toBe("together");
  expect(stepOf(led(null), true, FIRST)).toBe("together");
});

test("without the other nobody follows", () => {
  const room = led("ada");
  const participants = room.participants.map((one) => ({ ...one, presence: "offline" as const }));
  expect(isOtherHere({ ...room, participants })).toBe(false);
  expect(stepOf({ ...room, participants }, true, FIRST)).toBe("alone");
});

test("the other's typing has a place, one's own has none", () => {
  const typing = { type: "typing", fieldId: "start", text: "15", active: true } as const;
  expect(fieldTypedByOther(applySignal(exampleRoom(), { ...typing, userId: "ada" }))).toBe("start");
  expect(fieldTypedByOther(applySignal(exampleRoom(), { ...typing, userId: "carla" }))).toBeNull();
});
