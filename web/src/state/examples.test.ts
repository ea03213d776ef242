import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SessionEvent, Snapshot, Welcome } from "../protocol/frames";
import { applyEvent } from "./events";
import { enterRoom } from "./room";

const EXAMPLES = new URL("../../../protocol/examples/", import.meta.url);

const read = <Frame>(name: string) => JSON.parse(readFileSync(new URL(name, EXAMPLES), "utf8")) as Frame;

const events = readdirSync(EXAMPLES)
  .filter((name) => name.startsWith("server."))
  .map((name) => read<SessionEvent>(name))
  .filter((frame) => typeof frame.seq === "number" && "at" in frame);

test("every event of the protocol can follow the whole state that the protocol shows", () => {
  const room = enterRoom(read<Welcome>("server.welcome.json"), read<Snapshot>("server.snapshot.json"), null);
  const after = events.reduce(applyEvent, room);
  expect(events.length).toBeGreaterThan(10);
  expect(after.ended).not.toBeNull();
  expect(after.live.chat.length).toBeGreaterThan(0);
});
