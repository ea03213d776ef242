import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SessionEvent, Snapshot, Welcome } from "../protocol/frames";
import { applyEvent } from "../state/events";
import { enterRoom, fieldOf, participantOf, type Room } from "../state/room";
import { batch, EXAMPLE_BATCHES, exampleRecording, second } from "./example-recording";
import { filmOf, markBeside, roomAfter, roomAt, STRIDE } from "./film";
import { retell, type Told } from "./told";

const ME = { userId: "carla", role: "CUSTOMER" } as const;

const film = filmOf(exampleRecording(), ME);

const pageOf = (room: Room, userId: string) => participantOf(room, userId)?.page?.pageNumber ?? null;

test("RC9 at its start a session is as the server keeps it then: nobody there, the first page open", () => {
  const room = roomAt(film, second(0));
  expect(room.participants.map(({ presence }) => presence)).toEqual(["offline", "offline"]);
  expect(room.live).toMatchObject({ documentId: "d1", pageNumber: 1, lead: "ada", chat: [] });
});

test("RC9 at any moment the room is as its people had it", () => {
  const room = roomAt(film, second(68));
  expect(room.live.pageNumber).toBe(2);
  expect(fieldOf(room, "income")?.value).toBe("3140.00");
  expect(room.live.chat.map(({ text }) => text)).toEqual(["Is that before tax?"]);
  expect(room.live.annotations).toHaveLength(1);
  expect([pageOf(room, "ada"), pageOf(room, "carla")]).toEqual([2, 2]);
  expect(room.pagesShown).toEqual({ carla: { d1: [2] } });
});

test("going back undoes what had not happened yet", () => {
  const before = roomAt(film, second(59));
  expect(fieldOf(before, "income")?.value).toBeNull();
  expect(before.live.chat).toEqual([]);
  expect(roomAt(film, second(80)).live.annotations).toEqual([]);
});

test("the end has the signature, and says who ended it", () => {
  const room = roomAt(film, film.end);
  expect(room.contract.signatures.map(({ signedBy }) => signedBy)).toEqual(["carla"]);
  expect(room.ended).toEqual({ endedBy: "ada", reason: "ended" });
});

test("who was asked to lead is told with what became of it", () => {
  const offer = (seq: number, userId: string, to: string | null) => ({
    type: "leadOffer",
    seq,
    userId,
    to,
    at: new Date(second(300 + seq)).toISOString(),
    cid: null,
  });
  const told = [
    offer(1, "ada", "carla"),
    offer(2, "carla", null),
    offer(3, "ada", "carla"),
    offer(4, "ada", null),
  ];
  const { marks } = filmOf(exampleRecording({}, [batch(1, "e1", told)]), ME);
  expect(marks.map(({ sentence }) => sentence)).toEqual([
    "Ada offered Carla the lead",
    "Carla did not want to lead",
    "Ada offered Carla the lead",
    "Ada took the offer of the lead back",
  ]);
});

test("the events are told in sentences, each with who did it", () => {
  expect(film.marks.map(({ kind, userId, sentence }) => [kind, userId, sentence])).toEqual([
    ["came", "ada", "Ada came in"],
    ["came", "carla", "Carla came in"],
    ["page", "ada", "Ada turned to page 2"],
    ["field", "carla", "Carla filled in Net monthly income: 3,140.00"],
    ["chat", "carla", "Carla wrote: “Is that before tax?”"],
    ["drawing", "ada", "Ada highlighted words on page 2"],
    ["drawing", "ada", "Ada took a drawing away"],
    ["signature", "carla", "Carla signed"],
    ["lost", "carla", "Carla lost the connection"],
    ["came", "carla", "Carla is back"],
    ["end", "ada", "Ada ended the session"],
  ]);
});

test("documents that are told again as they are, as with the seal, are no event", () => {
  const { title, signers } = exampleRecording().view.contract;
  const tell = (seq: number, documents: readonly unknown[]) => ({
    type: "documentsChanged",
    seq,
    userId: "ada",
    at: new Date(second(seq)).toISOString(),
    cid: null,
    contract: { title, signers },
    documents,
  });
  const { documents } = exampleRecording().view;
  const told = batch(1, "e1", [tell(1, documents), tell(2, [])]);
  const { marks } = filmOf(exampleRecording({}, [told]), ME);
  expect(marks.map(({ at, kind }) => [at, kind])).toEqual([[second(2), "documents"]]);
});

test("where everybody was is one stay after the other, until the session ended", () => {
  const carla = (film.stays["carla"] ?? []).map(({ from, to, presence, place }) => {
    return [from, to, presence, place?.pageNumber ?? null];
  });
  expect(carla).toEqual([
    [second(4), second(6.2), "here", 1],
    [second(6.2), second(70), "here", 2],
    [second(70), second(205), "here", 3],
    [second(205), second(210), "reconnecting", 3],
    [second(210), second(215), "here", 3],
  ]);
});

test("one goes from event to event, and stays where there is no further one", () => {
  expect(markBeside(film, second(6), 1)?.at).toBe(second(60));
  expect(markBeside(film, second(6), -1)?.at).toBe(second(4));
  expect(markBeside(film, second(215), 1)).toBeNull();
  expect(markBeside(film, second(1), -1)).toBeNull();
});

test("what was not kept has its place in time and no content", () => {
  const withheld = {
    type: "chatMessage",
    seq: 1,
    userId: "ada",
    at: new Date(second(3)).toISOString(),
    withheld: true,
  };
  const kept = filmOf(exampleRecording({}, [batch(1, "e1", [withheld])]), ME);
  expect(kept.marks.map(({ sentence }) => sentence)).toEqual(["Ada wrote a message, which was not kept"]);
  expect(roomAt(kept, kept.end).live.chat).toEqual([]);
});

test("after a restart nobody is there and nothing was said, as the server had forgotten it", () => {
  const back = {
    type: "participantJoined",
    seq: 1,
    userId: "ada",
    at: new Date(second(230)).toISOString(),
    cid: null,
  };
  const [first, second_] = EXAMPLE_BATCHES;
  const batches = [first, second_, batch(3, "e2", [back])].filter((one) => one !== undefined);
  const gaps = [{ number: 3, reason: "restarted", from: null, to: null }];
  const torn = filmOf(exampleRecording({ gaps }, batches), ME);
  const room = roomAt(torn, torn.end);
  expect(room.live).toMatchObject({ pageNumber: 1, chat: [], annotations: [] });
  expect(participantOf(room, "carla")?.presence).toBe("offline");
  expect(torn.marks.at(-2)?.kind).toBe("lack");
});

test("missing events are said where they are missing", () => {
  const gaps = [{ number: 2, reason: "missing", from: 4, to: 6 }];
  const torn = filmOf(exampleRecording({ gaps }), ME);
  expect(torn.marks.find(({ kind }) => kind === "lack")?.sentence).toBe("3 events are missing here");
});

test("a long session is the same whether one looks in between or from its beginning", () => {
  const turns = Array.from({ length: STRIDE * 3 + 7 }, (_, index) => {
    const at = new Date(second(index)).toISOString();
    return {
      type: "pageChange",
      seq: index + 1,
      userId: "ada",
      at,
      cid: null,
      documentId: "d1",
      pageNumber: (index % 3) + 1,
    };
  });
  const long = filmOf(exampleRecording({}, [batch(1, "e1", turns)]), ME);
  const first = roomAfter(long, 0);
  for (const count of [0, 1, STRIDE - 1, STRIDE, STRIDE + 1, turns.length]) {
    const told = long.moments.slice(0, count).map((moment) => moment.told);
    expect(roomAfter(long, count)).toEqual(told.reduce(retell, first));
  }
});

const EXAMPLES = new URL("../../../protocol/examples/", import.meta.url);

const read = <Frame>(name: string) => JSON.parse(readFileSync(new URL(name, EXAMPLES), "utf8")) as Frame;

/** The frame as the server records it; a test of its own shows that it does. */
function shortened(event: SessionEvent): Told {
  const left: Readonly<Record<string, readonly string[]>> = {
    loadDocument: ["fileUrl"],
    statusUpdate: ["contract"],
  };
  const kept = Object.entries(event).filter(([name]) => !left[event.type]?.includes(name));
  if (event.type === "documentsChanged") {
    const { title, signers } = event.contract;
    kept.push(["contract", { title, signers }]);
  }
  return Object.fromEntries(kept) as unknown as Told;
}

const events = readdirSync(EXAMPLES)
  .filter((name) => name.startsWith("server."))
  .map((name) => read<SessionEvent>(name))
  .filter((frame) => typeof frame.seq === "number" && "at" in frame);

test.each(events.map((event) => [event.type, event] as const))(
  "RC9 %s makes the same of a replayed room as of a live one",
  (type, event) => {
    const room = enterRoom(
      read<Welcome>("server.welcome.json"),
      read<Snapshot>("server.snapshot.json"),
      null,
    );
    const [live, again] = [applyEvent(room, event), retell(room, shortened(event))];
    expect(again.participants).toEqual(live.participants);
    expect(again.live).toEqual(live.live);
    expect(again.ended).toEqual(live.ended);
    expect(again.contract.status).toBe(live.contract.status);
    const values = ({ documents }: Room) => documents.map(({ fields }) => fields);
    expect(values(again)).toEqual(values(live));
    expect(type).toBe(event.type);
  },
);
