import { expect, test, vi } from "vitest";
import { shownValue } from "../state/edits";
import { pagesOf } from "../state/room";
import { ExampleSession } from "./example-session";

test("a command resolves once the server has answered, with what it said", async () => {
  const session = new ExampleSession();
  const taken = session.live.act({ type: "chatMessage", text: "Hello" });
  const refused = session.live.act({ type: "chatMessage", text: "Hello again" });
  const [first, second] = session.sent("chatMessage");
  session.happen({ type: "chatMessage", userId: "carla", chatId: "m1", text: "Hello" }, first?.cid ?? null);
  session.refuse(second?.cid ?? "", "Too fast.");
  expect(await taken).toEqual({ isDone: true });
  expect(await refused).toMatchObject({ isDone: false, refused: { message: "Too fast." } });
});

test("what is typed while a change is under way goes out after it, with the new version", () => {
  const session = new ExampleSession();
  session.live.fill("name", "Carl");
  session.live.fill("name", "Carla");
  const [first] = session.sent("fieldChange");
  session.happen(
    { type: "fieldChange", userId: "carla", fieldId: "name", value: "Carl", version: 1 },
    first?.cid ?? null,
  );
  expect(session.sent("fieldChange").map(({ value, base }) => [value, base])).toEqual([
    ["Carl", 0],
    ["Carla", 1],
  ]);
  expect(shownValue(session.room, "name").value).toBe("Carla");
});

test("a value typed without a line is on the screen, and is sent as soon as there is one", () => {
  vi.useFakeTimers();
  const session = new ExampleSession();
  session.lose();
  session.live.fill("name", "Carla");
  vi.advanceTimersByTime(500);
  session.greet();
  vi.useRealTimers();
  expect(session.sent("fieldChange")).toMatchObject([{ fieldId: "name", value: "Carla" }]);
  expect(shownValue(session.room, "name")).toMatchObject({ value: "Carla", isSaving: true });
});

test("a page that was shown counts at once and is told once", () => {
  const session = new ExampleSession();
  session.live.show("d1", 2);
  session.live.show("d1", 2);
  expect(session.sent("pageShown")).toHaveLength(1);
  expect(pagesOf(session.room.pagesShown, "carla", "d1")).toEqual([2]);
});

test("a page that is turned away from hangs up, and connects again on the way back", () => {
  const session = new ExampleSession();
  dispatchEvent(new Event("pagehide"));
  expect(session.live.connection.phase).toBe("waiting");
  dispatchEvent(new Event("pageshow"));
  session.greet();
  expect(session.live.connection.phase).toBe("live");
});

test("leaving says goodbye and ends the connection", () => {
  const session = new ExampleSession();
  session.live.close();
  expect(session.sent("bye")).toHaveLength(1);
  expect(session.live.connection.ending).toBe("left");
});
