import { expect, test } from "vitest";
import { exampleRecording, second } from "./example-recording";
import { filmOf } from "./film";
import { Player } from "./player.svelte";

const player = () =>
  new Player(filmOf(exampleRecording(), { userId: "carla", role: "CUSTOMER" }), "CUSTOMER");

test("one sees the page of whoever is chosen", () => {
  const watched = player();
  watched.seek(second(71));
  expect(watched.place).toMatchObject({ documentId: "d1", pageNumber: 3 });
  watched.whose = "ADVISOR";
  expect(watched.place).toMatchObject({ documentId: "d1", pageNumber: 2 });
});

test("before somebody came one sees the page that the session was on", () => {
  expect(player().place).toEqual({ documentId: "d1", pageNumber: 1, anchor: null });
});

test("going from event to event tells where one has got to, and ends at the ends", () => {
  const stepped = player();
  expect(stepped.latest).toBeNull();
  expect(stepped.step(1)?.sentence).toBe("Ada came in");
  expect(stepped.latest?.sentence).toBe("Ada came in");
  stepped.seek(second(500));
  expect([stepped.at, stepped.isAtEnd]).toEqual([second(215), true]);
  expect(stepped.step(1)).toBeNull();
  expect(stepped.step(-1)?.sentence).toBe("Carla is back");
});

test("a session that was played to its end begins again", () => {
  const played = player();
  played.seek(second(215));
  played.play();
  expect([played.at, played.isPlaying]).toEqual([second(0), true]);
  played.pause();
  expect(played.isPlaying).toBe(false);
});
