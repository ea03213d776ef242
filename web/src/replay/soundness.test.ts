import { expect, test } from "vitest";
import { EXAMPLE_BATCHES, exampleRecording } from "./example-recording";
import { soundnessOf } from "./soundness";

test("a closed recording without a fault or a gap is whole", () => {
  expect(soundnessOf(exampleRecording())).toMatchObject({ verdict: "whole", lacks: [], lacksEnd: false });
});

test("an altered recording is called that, whatever else is the case", () => {
  const fault = { number: 2, reason: "altered" };
  const gaps = [{ number: 2, reason: "restarted", from: null, to: null }];
  expect(soundnessOf(exampleRecording({ fault, gaps })).verdict).toBe("altered");
});

test("a recording with gaps is unaltered but not complete", () => {
  const gaps = [{ number: 2, reason: "missing", from: 4, to: 6 }];
  const { verdict, lacks } = soundnessOf(exampleRecording({ gaps }));
  expect([verdict, lacks.map(({ events }) => events)]).toEqual(["lacking", [3]]);
});

test("a closed recording that does not tell the end lacks it", () => {
  const found = soundnessOf(exampleRecording({}, EXAMPLE_BATCHES.slice(0, 2)));
  expect(found).toMatchObject({ verdict: "lacking", lacksEnd: true });
});

test("before it is closed a recording is not judged", () => {
  const { session } = exampleRecording().view;
  expect(soundnessOf(exampleRecording({ isClosed: false })).verdict).toBe("closing");
  const active = { ...session, status: "ACTIVE", endedAt: null } as const;
  expect(soundnessOf(exampleRecording({ isClosed: false, session: active })).verdict).toBe("open");
});

test("what was not kept all the time is named, as the recording says it", () => {
  expect(soundnessOf(exampleRecording()).unkept).toEqual(["pointer"]);
  const kept = [
    { since: "2026-11-24T12:00:00Z", what: ["chat", "pointer"] as const },
    { since: "2026-11-24T12:10:00Z", what: ["chat", "places"] as const },
  ].map(({ since, what }) => ({ since, what: [...what] }));
  expect(soundnessOf(exampleRecording({ kept })).unkept).toEqual(["drawings", "places", "pointer"]);
});
