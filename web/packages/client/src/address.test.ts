import { expect, test } from "vitest";
import { addressOf } from "./address.ts";

test("a relative address becomes a socket on the page's own server", () => {
  expect(addressOf("/sessions/s1", "https://bank.example/app/", null, 0)).toBe(
    "wss://bank.example/sessions/s1",
  );
});

test("a resumed connection names the last event that it saw", () => {
  expect(addressOf("ws://localhost:8000/sessions/s1", "http://localhost:8000/", "e1", 7)).toBe(
    "ws://localhost:8000/sessions/s1?epoch=e1&seq=7",
  );
});
