import { render, screen } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Field } from "../protocol/frames";
import { exampleField, exampleRoom } from "../state/example-room";
import { exampleActs } from "./example-acts";
import OwnField from "./own-field.svelte";

function show(change: Partial<Field> = {}, isNarrow = false) {
  const field = exampleField("name", { pageNumber: 2, ...change });
  const room = exampleRoom();
  const documents = room.documents.map((document) => ({
    ...document,
    fields: document.fields.map((one) => (one.fieldId === "name" ? field : one)),
  }));
  const acts = exampleActs();
  render(OwnField, { field, room: { ...room, documents }, isNarrow, acts });
  return acts;
}

test("what is typed is shown to the other as it is typed, and kept with Enter", async () => {
  const acts = show();
  await userEvent.type(screen.getByRole("textbox", { name: "Full name" }), "Carla{Enter}");
  expect(acts.type.mock.calls.slice(0, 2)).toEqual([
    ["name", "C"],
    ["name", "Ca"],
  ]);
  expect(acts.keep).toHaveBeenCalledWith("name", "Carla");
  expect(acts.next).toHaveBeenCalledWith("name");
});

test.each(["text", "checkbox"] as const)("the other sees who stands in a %s", async (kind) => {
  const acts = show({ kind });
  await userEvent.tab();
  expect(acts.stand).toHaveBeenLastCalledWith("name", true);
  await userEvent.tab();
  const left = kind === "text" ? acts.type.mock.lastCall : acts.stand.mock.lastCall;
  expect(left).toEqual(["name", kind === "text" ? null : false]);
});

test("a day that does not exist stays, with the sentence that puts it right", async () => {
  const acts = show({ kind: "date", label: "Date of birth" });
  const box = screen.getByRole<HTMLInputElement>("textbox", { name: "Date of birth" });
  await userEvent.type(box, "31 February 1988{Enter}");
  expect(screen.getByRole("alert").textContent).toBe("February has no 31st. Please check the day.");
  expect(box.getAttribute("aria-invalid")).toBe("true");
  expect(box.value).toBe("31 February 1988");
  expect(acts.keep).not.toHaveBeenCalled();
});

test("Escape goes back to what was kept", async () => {
  const acts = show({ value: "Carla Moreno" });
  const box = screen.getByRole<HTMLInputElement>("textbox");
  await userEvent.type(box, " M.{Escape}");
  expect(box.value).toBe("Carla Moreno");
  expect(acts.keep).not.toHaveBeenCalled();
});

test("a box is ticked, a choice is one of its options", async () => {
  const box = show({ kind: "checkbox", label: "Reminder" });
  await userEvent.click(screen.getByRole("checkbox", { name: "Reminder" }));
  expect(box.keep).toHaveBeenCalledWith("name", true);
  const choice = show({ kind: "choice", label: "Day", options: ["1st", "15th"] });
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Day" }), "15th");
  expect(choice.keep).toHaveBeenCalledWith("name", "15th");
});

test("a suggestion is taken or turned down", async () => {
  const acts = show({ suggestion: { value: "Carla M.", suggestedBy: "ada" } });
  expect(screen.getByText("Ada suggests this.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Use it" }));
  await userEvent.click(screen.getByRole("button", { name: "No, thank you" }));
  expect(acts.answer.mock.calls).toEqual([
    ["name", true],
    ["name", false],
  ]);
});

test("what is suggested is told where the field does not show it", () => {
  show({ value: "Carla", suggestion: { value: "Carla M.", suggestedBy: "ada" } });
  expect(screen.getByText("Ada suggests: Carla M.")).toBeTruthy();
});

test("on a narrow screen the field on the page only opens the sheet", async () => {
  const acts = show({}, true);
  await userEvent.click(screen.getByRole("button", { name: /Full name/ }));
  expect(acts.open).toHaveBeenCalledWith("name");
});
