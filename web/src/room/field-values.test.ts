import { expect, test } from "vitest";
import type { FieldKind } from "../protocol/frames";
import { exampleField } from "../state/example-room";
import { parse, readable } from "./field-values";

const field = (kind: FieldKind) => exampleField("f", { kind });

test.each([
  ["3,140.00", "3140.00"],
  ["3140", "3140"],
  ["€ 3 140.50", "3140.50"],
  ["3.140,00", "3140.00"],
  ["3140,5", "3140.5"],
  ["3,140", "3140"],
  ["-12", "-12"],
  ["0.1", "0.1"],
])("the number %s is kept as %s", (typed, value) => {
  expect(parse(field("number"), typed)).toEqual({ value });
});

test.each(["three", "1,2,3", "12.", "1e5"])("%s is no number", (typed) => {
  expect(parse(field("number"), typed)).toHaveProperty("problem");
});

test.each(["14 March 1988", "14 mar 1988", "14/3/1988", "14.03.1988", "1988-03-14"])(
  "%s is a day",
  (typed) => {
    expect(parse(field("date"), typed)).toEqual({ value: "1988-03-14" });
  },
);

test("a day that does not exist is named", () => {
  expect(parse(field("date"), "31 February 1988")).toEqual({
    problem: "February has no 31st. Please check the day.",
  });
  expect(parse(field("date"), "29/2/2024")).toEqual({ value: "2024-02-29" });
});

test("an emptied field has no value", () => {
  expect(parse(field("text"), "  ")).toEqual({ value: null });
});

test("people read amounts with their decimals, and days with the month's name", () => {
  expect(readable(field("number"), "3140.00")).toBe("3,140.00");
  expect(readable(field("number"), "999999999999999.123456")).toBe("999,999,999,999,999.123456");
  expect(readable(field("date"), "1988-03-14")).toBe("14 March 1988");
  expect(readable(field("checkbox"), true)).toBe("yes");
  expect(readable(field("text"), null)).toBe("");
});

test("what people read can be typed again unchanged", () => {
  expect(parse(field("number"), readable(field("number"), "18500.50"))).toEqual({ value: "18500.50" });
  expect(parse(field("date"), readable(field("date"), "2027-01-05"))).toEqual({ value: "2027-01-05" });
});
