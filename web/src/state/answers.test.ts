import { expect, test } from "vitest";
import type { FieldValue, SessionEvent } from "../protocol/frames";
import { ownSuggestion } from "./answers";
import { applyEvent } from "./events";
import { exampleRoom } from "./example-room";

const HEAD = { seq: 2, at: "2026-11-24T12:05:00Z", cid: null } as const;

type WithoutHead<Event> = Event extends SessionEvent ? Omit<Event, "seq" | "at" | "cid"> : never;

/** The room as Ada sees it after these events. */
function after(...events: readonly WithoutHead<SessionEvent>[]) {
  return events.reduce(
    (room, event) => applyEvent(room, { ...HEAD, ...event } as SessionEvent),
    exampleRoom({}, "ada"),
  );
}

const suggest = (userId: string, value: FieldValue) =>
  ({ type: "fieldSuggest", fieldId: "income", value, suggestedBy: userId, userId }) as const;
const fill = (value: FieldValue) =>
  ({ type: "fieldChange", fieldId: "income", value, version: 1, userId: "carla" }) as const;

test("one's own suggestion is open until it is answered", () => {
  const room = after(suggest("ada", "3140.00"));
  expect(ownSuggestion(room, "income")).toBe("3140.00");
  expect(room.answers.suggestions).toEqual({});
});

test.each([
  ["used", fill("3140.00")],
  ["other", fill("2900.00")],
  ["declined", suggest("carla", null)],
] as const)("a suggestion that was %s leaves that answer", (answer, event) => {
  const room = after(suggest("ada", "3140.00"), event);
  expect(room.answers.suggestions).toEqual({ income: answer });
  expect(ownSuggestion(room, "income")).toBeNull();
});

test("what one takes back oneself has no answer", () => {
  expect(after(suggest("ada", "3140.00"), suggest("ada", null)).answers.suggestions).toEqual({});
});

test("a field that the other fills in by themselves is no answer", () => {
  expect(after(fill("2900.00")).answers.suggestions).toEqual({});
});

test("another suggestion ends the answer to the one before", () => {
  const room = after(suggest("ada", "1.00"), suggest("carla", null), suggest("ada", "2.00"));
  expect(room.answers.suggestions).toEqual({});
});

const offer = (userId: string, to: string | null) => ({ type: "leadOffer", userId, to }) as const;

test("an offer of the lead is open until it is answered", () => {
  expect(after(offer("ada", "carla")).live.leadOffer).toEqual({ by: "ada", to: "carla" });
});

test("only the other turns an offer of the lead down", () => {
  const declined = after(offer("ada", "carla"), offer("carla", null));
  expect(declined.answers.isLeadDeclined).toBe(true);
  expect(declined.live.leadOffer).toBeNull();
  expect(after(offer("ada", "carla"), offer("ada", null)).answers.isLeadDeclined).toBe(false);
});

test("whoever leads at last, no question is open any more", () => {
  const taken = after(offer("ada", "carla"), { type: "leadChange", userId: "carla", lead: "carla" });
  expect(taken.live).toMatchObject({ lead: "carla", leadOffer: null });
  const later = after(offer("ada", "carla"), offer("carla", null), {
    type: "leadChange",
    userId: "carla",
    lead: "carla",
  });
  expect(later.answers.isLeadDeclined).toBe(false);
});
