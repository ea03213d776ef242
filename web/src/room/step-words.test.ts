import { expect, test } from "vitest";
import { ALL_FILLED, ALL_SEEN, EXAMPLE_CONTRACT, exampleRoom, withValues } from "../state/example-room";
import { fill } from "../state/edits";
import { wordsOf } from "./step-words";

const ready = () => withValues(exampleRoom({ pagesShown: ALL_SEEN }), ALL_FILLED);

test("the button says what comes next, the sentence what that leads to", () => {
  expect(wordsOf(exampleRoom(), true)).toMatchObject({
    button: "Next: full name",
    sentence: "Signing opens when all 5 are done.",
  });
  expect(wordsOf(ready(), true)).toMatchObject({
    button: "Review and sign",
    sentence: "All 5 are done.",
    isOff: false,
  });
});

test("whoever signs last learns that the other has signed", () => {
  const signatures = [{ signedBy: "ada", signedAt: "", name: "Ada Lindqvist", isVoid: false }];
  const signed = { ...ready(), contract: { ...EXAMPLE_CONTRACT, signatures } };
  expect(wordsOf(signed, true)).toMatchObject({
    button: "Review and sign",
    sentence: "Ada has signed. Your signature is the last.",
  });
});

test("only a lost line, or a value on its way, turns signing off, and says so", () => {
  const [saving] = fill(ready(), "name", "Carla M.", "c1");
  expect(wordsOf(ready(), false)).toMatchObject({
    isOff: true,
    sentence: "Signing opens again when you are connected.",
  });
  expect(wordsOf(saving, true)).toMatchObject({ isOff: true });
  expect(wordsOf(exampleRoom(), false)).toMatchObject({ button: "Next: full name", isOff: false });
});

test("where there is nothing to do there is a sentence instead of a button", () => {
  const waiting = withValues(exampleRoom({ pagesShown: ALL_SEEN }), { ...ALL_FILLED, start: null });
  const signatures = [{ signedBy: "carla", signedAt: "", name: "Carla Moreno", isVoid: false }];
  const signed = { ...ready(), contract: { ...EXAMPLE_CONTRACT, signatures } };
  expect(wordsOf(waiting, true)).toMatchObject({ button: null, sentence: "Now Ada: first instalment." });
  expect(wordsOf(signed, true)).toMatchObject({
    button: null,
    sentence: "Signed. Ada signs next.",
    isSigned: true,
  });
});
