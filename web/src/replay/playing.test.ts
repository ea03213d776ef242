import { expect, test } from "vitest";
import { exampleRecording, second } from "./example-recording";
import { filmOf } from "./film";
import { advance, cutsOf } from "./playing";

const film = filmOf(exampleRecording(), { userId: "ada", role: "ADVISOR" });
const cuts = cutsOf(film);

test("time passes as fast as the speed says", () => {
  expect(advance(film, cuts, second(1), 500, { speed: "1", skips: true })).toBe(second(1.5));
  expect(advance(film, cuts, second(1), 500, { speed: "8", skips: false })).toBe(second(5));
});

test("a pause is passed over but for a breath at both of its ends", () => {
  expect(advance(film, cuts, second(9.4), 200, { speed: "1", skips: true })).toBe(second(58.5));
  expect(advance(film, cuts, second(30), 100, { speed: "1", skips: true })).toBe(second(58.5));
});

test("with pauses kept, a pause takes as long as it took", () => {
  expect(advance(film, cuts, second(30), 1000, { speed: "2", skips: false })).toBe(second(32));
});

test("silences of a few seconds are no pauses", () => {
  expect(cuts.every(({ from, to }) => to > from)).toBe(true);
  expect(cuts.map(({ from }) => from)).toEqual([9.5, 76.5].map(second));
});

test("a film stops at its end", () => {
  expect(advance(film, cuts, second(214), 60_000, { speed: "8", skips: true })).toBe(film.end);
});
