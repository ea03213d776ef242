import { expect, test } from "vitest";
import { keyAct } from "./keys";

function pressed(key: string, tag = "div", more: Partial<KeyboardEventInit> = {}, role?: string) {
  const target = document.createElement(tag);
  if (role !== undefined) target.setAttribute("role", role);
  const event = new KeyboardEvent("keydown", { key, ...more });
  target.dispatchEvent(event);
  return keyAct(event);
}

test.each([
  [" ", "toggle"],
  ["ArrowLeft", "earlier"],
  ["ArrowRight", "later"],
  ["Home", "start"],
  ["End", "end"],
  ["a", null],
] as const)("%j asks for %s", (key, act) => {
  expect(pressed(key)).toBe(act);
});

test("keys that a control needs for itself stay with it", () => {
  expect(pressed(" ", "button")).toBeNull();
  expect(pressed("ArrowRight", "input")).toBeNull();
  expect(pressed("Home", "button", {}, "tab")).toBeNull();
});

test("a focused button does not keep the arrows from going through the events", () => {
  expect(pressed("ArrowRight", "button")).toBe("later");
});

test("keys with a modifier belong to the browser", () => {
  expect(pressed("ArrowLeft", "div", { altKey: true })).toBeNull();
});
