import { render, screen } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Field } from "../protocol/frames";
import { EXAMPLE_SNAPSHOT, exampleField, exampleRoom } from "../state/example-room";
import { NO_ANSWERS, type Answers } from "../state/room";
import { exampleActs } from "./example-acts";
import OthersField from "./others-field.svelte";

/** Carla's income as Ada sees it. */
function show(
  change: Partial<Field> = {},
  more: { answer?: "used" | "other" | "declined"; isNarrow?: boolean; typed?: string | null } = {},
) {
  const field = exampleField("income", { kind: "number", label: "Net monthly income", ...change });
  const answers: Answers = { ...NO_ANSWERS, suggestions: more.answer ? { income: more.answer } : {} };
  const documents = EXAMPLE_SNAPSHOT.documents.map((document) => ({ ...document, fields: [field] }));
  const acts = exampleActs();
  const typing = more.typed === undefined ? {} : { income: { userId: "carla", text: more.typed } };
  const room = exampleRoom({ answers, documents, typing }, "ada");
  render(OthersField, { field, room, isNarrow: more.isNarrow ?? false, acts });
  return acts;
}

const opener = () =>
  screen.getByRole("button", { name: "Suggest a value for Net monthly income, which Carla fills in" });
const editor = () => screen.getByRole("textbox", { name: "Your suggestion for Net monthly income" });

test("a value is written, read as people write it, and suggested with Enter", async () => {
  const acts = show();
  await userEvent.click(opener());
  expect(document.activeElement).toBe(editor());
  await userEvent.keyboard("3,140.00{Enter}");
  expect(acts.suggest).toHaveBeenCalledWith("income", "3140.00");
  await expect.poll(() => document.activeElement).toBe(opener());
  expect(screen.queryByRole("textbox")).toBeNull();
});

test.each([
  [null, "Carla is here", "Carla fills this in"],
  ["31", "Carla is typing", "31"],
])("one sees where the other is, and what is typed there (%s)", (typed, flag, text) => {
  show({}, { typed });
  expect(screen.getByText(flag)).toBeTruthy();
  expect(screen.getByText(text)).toBeTruthy();
});

test("what cannot be, and nothing at all, is not suggested", async () => {
  const acts = show();
  await userEvent.click(opener());
  await userEvent.click(screen.getByRole("button", { name: "Suggest" }));
  expect(screen.getByText("Write first what you suggest.")).toBeTruthy();
  await userEvent.type(editor(), "much{Enter}");
  expect(screen.getByText("Please enter a number, for example 3,140.00.")).toBeTruthy();
  expect(acts.suggest).not.toHaveBeenCalled();
});

test("a refusal is said, and what was written stays", async () => {
  const acts = show();
  acts.suggest.mockResolvedValue("The contract is locked.");
  await userEvent.click(opener());
  await userEvent.keyboard("3140{Enter}");
  expect(await screen.findByText("The contract is locked.")).toBeTruthy();
  expect(editor()).toHaveProperty("value", "3,140");
});

test("Escape gives it up", async () => {
  const acts = show();
  await userEvent.click(opener());
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(acts.suggest).not.toHaveBeenCalled();
});

test("one's own suggestion is told as long as it is open, and can be taken back", async () => {
  const acts = show({ suggestion: { value: "3140.00", suggestedBy: "ada" } });
  expect(screen.getByText("You suggested: 3,140.00")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Take it back" }));
  expect(acts.suggest).toHaveBeenCalledWith("income", null);
});

test.each([
  ["used", "Carla used what you suggested."],
  ["other", "Carla filled in something else."],
  ["declined", "Carla did not take what you suggested."],
] as const)("what became of a suggestion that was %s is told", (answer, sentence) => {
  show({}, { answer });
  expect(screen.getByText(sentence)).toBeTruthy();
});

test("on a narrow screen a sheet opens for it", async () => {
  const acts = show({}, { isNarrow: true });
  await userEvent.click(opener());
  expect(acts.openSuggestion).toHaveBeenCalledWith("income");
  expect(screen.queryByRole("textbox")).toBeNull();
});
