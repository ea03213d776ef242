import { describe, expect, test } from "vitest";
import type { ServerFrame, Snapshot, Welcome } from "./frames.ts";
import { type Connection, type Effect, type Input, type Step, UNCONNECTED } from "./connection.ts";
import { advance } from "./reducer.ts";
import type { Happening } from "./socket.ts";

const WELCOME: Welcome = {
  type: "welcome",
  connectionId: "k1",
  userId: "carla",
  role: "CUSTOMER",
  permissions: [],
  epoch: "e1",
  seq: 4,
  serverTime: "2026-11-24T12:00:00Z",
  pingIntervalS: 20,
  limits: { frameBytes: 65_536, chatLength: 4_000, noteLength: 2_000, rates: {} },
  recording: [],
};

const CHAT = { type: "chatMessage", cid: "c1", text: "Good morning" } as const;
const TURN = { type: "pageChange", cid: "c2", pageNumber: 2 } as const;

function snapshot(seq: number, epoch = "e1"): Snapshot {
  return { type: "snapshot", seq, epoch } as Snapshot;
}

function event(seq: number, cid: string | null = null, epoch = "e1"): ServerFrame {
  return { type: "leadChange", lead: "ada", seq, cid, epoch, userId: "ada", at: "2026-11-24T12:00:00Z" };
}

function frame(content: ServerFrame, socket = 1): Happening {
  return { what: "frame", socket, frame: content };
}

/** Plays happenings one after the other, `everyMs` apart; returns the last state and the effects of the last one. */
function play(start: Connection, happenings: readonly Happening[], from = 0, everyMs = 1): Step {
  return happenings.reduce<Step>(
    ([state], happening, index) =>
      advance(state, { ...happening, at: from + index * everyMs, chance: 0.5 } as Input),
    [start, []],
  );
}

const OPENING: readonly Happening[] = [
  { what: "start" },
  { what: "opened", socket: 1 },
  frame(WELCOME),
  frame(snapshot(4)),
];

const [LIVE] = play(UNCONNECTED, OPENING);

function sent(effects: readonly Effect[]): unknown[] {
  return effects.flatMap((effect) => (effect.does === "send" ? [effect.frame] : []));
}

function delivered(effects: readonly Effect[]): unknown[] {
  return effects.flatMap((effect) => (effect.does === "deliver" ? [effect.frame] : []));
}

describe("greeting", () => {
  test("nothing is live before the whole state has come", () => {
    const [state] = play(UNCONNECTED, OPENING.slice(0, 3));
    expect(state.phase).toBe("greeting");
    expect(LIVE).toMatchObject({ phase: "live", epoch: "e1", seq: 4, trouble: null });
  });

  test("events that come before the state are not applied", () => {
    const [state, effects] = play(UNCONNECTED, [...OPENING.slice(0, 3), frame(event(5))]);
    expect(state.seq).toBe(0);
    expect(effects).toEqual([]);
  });

  test("a handshake that is swallowed by the network is given up as soon", () => {
    const [connecting, asked] = play(UNCONNECTED, OPENING.slice(0, 1));
    const [state, effects] = play(connecting, [{ what: "timer", timer: "answer" }]);
    expect(asked).toContainEqual({ does: "wake", timer: "answer", afterMs: 10_000 });
    expect(state.phase).toBe("waiting");
    expect(effects).toContainEqual({ does: "wake", timer: "retry", afterMs: 500 });
  });

  test("a server that does not greet within ten seconds is given up", () => {
    const [state, effects] = play(UNCONNECTED, [...OPENING.slice(0, 2), { what: "timer", timer: "answer" }]);
    expect(state.phase).toBe("waiting");
    expect(effects).toContainEqual({ does: "wake", timer: "retry", afterMs: 500 });
  });
});

describe("order", () => {
  test("the very next event is delivered and counted", () => {
    const [state, effects] = play(LIVE, [frame(event(5))]);
    expect(state.seq).toBe(5);
    expect(delivered(effects)).toEqual([event(5)]);
  });

  test("a repeated event is ignored", () => {
    const [state, effects] = play(LIVE, [frame(event(5)), frame(event(5))]);
    expect(state.seq).toBe(5);
    expect(effects).toEqual([]);
  });

  test("a gap asks for a snapshot once and waits for it", () => {
    const [behind, asked] = play(LIVE, [frame(event(6))]);
    const [, again] = play(behind, [frame(event(7))]);
    expect(sent(asked)).toEqual([{ type: "snapshotRequest" }]);
    expect(again).toEqual([]);
    const [after] = play(behind, [frame(snapshot(7))]);
    expect(after).toMatchObject({ phase: "live", seq: 7 });
  });

  test("a ping with a higher number shows a loss in a quiet session", () => {
    const [state, effects] = play(LIVE, [frame({ type: "ping", seq: 5 })]);
    expect(state.phase).toBe("behind");
    expect(sent(effects)).toEqual([{ type: "pong" }, { type: "snapshotRequest" }]);
  });

  test("another epoch asks for a snapshot and continues with its numbers", () => {
    const [behind] = play(LIVE, [frame(event(1, null, "e2"))]);
    const [after] = play(behind, [frame(snapshot(1, "e2"))]);
    expect(behind.phase).toBe("behind");
    expect(after).toMatchObject({ phase: "live", epoch: "e2", seq: 1 });
  });
});

describe("answers", () => {
  test("the echo of a command settles it", () => {
    const [asked, first] = play(LIVE, [{ what: "command", command: CHAT }]);
    const [answered, effects] = play(asked, [frame(event(5, "c1"))]);
    expect(sent(first)).toEqual([CHAT]);
    expect(answered.unanswered).toEqual([]);
    expect(effects.at(-1)).toEqual({ does: "settle", cid: "c1" });
  });

  test("a refusal settles the command and is delivered", () => {
    const refused = {
      type: "refused",
      cid: "c1",
      code: "rate_limited",
      message: "",
      retryable: true,
    } as const;
    const [state, effects] = play(LIVE, [{ what: "command", command: CHAT }, frame(refused)]);
    expect(state.unanswered).toEqual([]);
    expect(delivered(effects)).toEqual([refused]);
  });

  test("a command whose answer was lost is sent again with the same cid after resuming", () => {
    const [away] = play(LIVE, [
      { what: "command", command: CHAT },
      { what: "closed", socket: 1, code: 1006 },
    ]);
    const [, effects] = play(away, [
      { what: "timer", timer: "retry" },
      { what: "opened", socket: 2 },
      frame(WELCOME, 2),
      frame({ type: "resumed", epoch: "e1", from: 4, to: 4 }, 2),
    ]);
    expect(sent(effects)).toEqual([CHAT]);
  });

  test("an answer among the missed events makes sending again needless", () => {
    const [away] = play(LIVE, [
      { what: "command", command: CHAT },
      { what: "closed", socket: 1, code: 1006 },
      { what: "online" },
      { what: "opened", socket: 2 },
      frame({ type: "resumed", epoch: "e1", from: 4, to: 6 }, 2),
    ]);
    const [between] = play(away, [frame(event(5, "c1"), 2)]);
    const [live, effects] = play(between, [frame(event(6), 2)]);
    expect(between.phase).toBe("catchingUp");
    expect(live.phase).toBe("live");
    expect(sent(effects)).toEqual([]);
  });

  test("the first answer, given again with its old number, settles the command", () => {
    const [asked] = play(LIVE, [{ what: "command", command: CHAT }]);
    const [state, effects] = play(asked, [frame(event(3, "c1"))]);
    expect(state).toMatchObject({ phase: "live", seq: 4, unanswered: [] });
    expect(effects).toEqual([{ does: "settle", cid: "c1" }]);
  });

  test("of page turns made while the line is down only the last is kept", () => {
    const last = { ...TURN, cid: "c3", pageNumber: 5 };
    const [state] = play(LIVE, [
      { what: "offline" },
      { what: "command", command: TURN },
      { what: "command", command: CHAT },
      { what: "command", command: last },
    ]);
    expect(state.unanswered).toEqual([CHAT, last]);
  });
});

describe("losing the line", () => {
  test("resuming asks for what came after the last event", () => {
    const [, effects] = play(LIVE, [
      frame(event(5)),
      { what: "closed", socket: 1, code: 1006 },
      { what: "online" },
    ]);
    expect(effects).toContainEqual({ does: "open", socket: 2, epoch: "e1", seq: 5 });
  });

  test("delays grow with full jitter and start over after a stable connection", () => {
    const [away] = play(LIVE, [{ what: "closed", socket: 1, code: 1006 }], 1_000);
    const attempt = (state: Connection): Step =>
      play(state, [
        { what: "timer", timer: "retry" },
        { what: "closed", socket: state.socket + 1, code: 1006 },
      ]);
    const [second, effects] = attempt(away);
    const [, more] = attempt(second);
    const [, calm] = play(LIVE, [{ what: "closed", socket: 1, code: 1006 }], 60_000);
    expect(effects).toContainEqual({ does: "wake", timer: "retry", afterMs: 750 });
    expect(more).toContainEqual({ does: "wake", timer: "retry", afterMs: 1000 });
    expect(calm).toContainEqual({ does: "wake", timer: "retry", afterMs: 500 });
  });

  test("repeated handshake failures ask over HTTP, and the answer can end it", () => {
    const [state, effects] = play(UNCONNECTED, [
      { what: "start" },
      { what: "closed", socket: 1, code: 1006 },
      { what: "timer", timer: "retry" },
      { what: "closed", socket: 2, code: 1006 },
    ]);
    expect(effects).toContainEqual({ does: "probe" });
    expect(play(state, [{ what: "probed", verdict: "unreachable" }])[0].phase).toBe("waiting");
    expect(play(state, [{ what: "probed", verdict: "signedOut" }])[0]).toMatchObject({
      phase: "over",
      ending: "signedOut",
    });
  });

  test("people are told after two seconds, more after thirty, and that it is over for three", () => {
    const [away] = play(LIVE, [{ what: "closed", socket: 1, code: 1006 }]);
    const [told, wake] = play(away, [{ what: "timer", timer: "line" }]);
    const [long] = play(told, [{ what: "timer", timer: "line" }]);
    const [back, back3] = play(told, [
      { what: "online" },
      { what: "opened", socket: 2 },
      frame(snapshot(9), 2),
    ]);
    expect([away.trouble?.stage, told.trouble?.stage, long.trouble?.stage]).toEqual([
      "brief",
      "shown",
      "long",
    ]);
    expect(wake).toEqual([{ does: "wake", timer: "line", afterMs: 28_000 }]);
    expect(back).toMatchObject({ trouble: null, restored: true });
    expect(back3).toContainEqual({ does: "wake", timer: "line", afterMs: 3_000 });
    expect(play(back, [{ what: "timer", timer: "line" }])[0].restored).toBe(false);
  });

  test("a loss that was mended at once is not spoken of", () => {
    const [back] = play(LIVE, [
      { what: "closed", socket: 1, code: 1006 },
      { what: "online" },
      { what: "opened", socket: 2 },
      frame(snapshot(9), 2),
    ]);
    expect(back).toMatchObject({ trouble: null, restored: false });
  });

  test("two missing pings are a dead line, one is not", () => {
    const [alive, wake] = play(LIVE, [{ what: "timer", timer: "alive" }], 30_003);
    const [dead, effects] = play(LIVE, [{ what: "timer", timer: "alive" }], 40_003);
    expect(alive.phase).toBe("live");
    expect(wake).toEqual([{ does: "wake", timer: "alive", afterMs: 10_000 }]);
    expect(dead.phase).toBe("waiting");
    expect(effects[0]).toEqual({ does: "close", code: 4012 });
  });

  test("the network going away closes at once, coming back or being seen opens at once", () => {
    const [away, closing] = play(LIVE, [{ what: "offline" }]);
    expect(closing[0]).toEqual({ does: "close", code: 4012 });
    expect(closing).not.toContainEqual(expect.objectContaining({ does: "wake", timer: "retry" }));
    for (const what of ["online", "visible", "retry"] as const) {
      expect(play(away, [{ what }])[0].phase).toBe("connecting");
    }
  });

  test("what a given-up socket still says is ignored", () => {
    const [state, effects] = play(LIVE, [
      { what: "offline" },
      frame(snapshot(99)),
      { what: "closed", socket: 1, code: 4510 },
    ]);
    expect(state).toMatchObject({ phase: "waiting", seq: 4 });
    expect(effects).toEqual([]);
  });

  test("a server that goes away is left within its time for another one", () => {
    const [warned, wake] = play(LIVE, [frame({ type: "goaway", reconnectWithinMs: 8_000 })]);
    const [moving, effects] = play(warned, [{ what: "timer", timer: "move" }]);
    expect(wake).toEqual([{ does: "wake", timer: "move", afterMs: 4_000 }]);
    expect(moving).toMatchObject({ phase: "connecting", socket: 2 });
    expect(effects).toContainEqual({ does: "open", socket: 2, epoch: "e1", seq: 4 });
  });
});

describe("the end", () => {
  test.each([
    [4503, "signedOut"],
    [4504, "replaced"],
    [4510, "ended"],
    [4599, "refused"],
  ])("close code %i is final: %s", (code, ending) => {
    const [state] = play(LIVE, [{ what: "closed", socket: 1, code }]);
    expect(state).toMatchObject({ phase: "over", ending });
    expect(play(state, [{ what: "online" }])).toEqual([state, []]);
  });

  test.each([1006, 1001, 4000, 4008, 4499])("close code %i comes back", (code) => {
    expect(play(LIVE, [{ what: "closed", socket: 1, code }])[0].phase).toBe("waiting");
  });

  test("leaving says goodbye and stays away", () => {
    const [state, effects] = play(LIVE, [{ what: "leave" }]);
    expect(state).toMatchObject({ phase: "over", ending: "left" });
    expect(effects.slice(0, 2)).toEqual([
      { does: "send", frame: { type: "bye" } },
      { does: "close", code: 1000 },
    ]);
  });
});

describe("signals", () => {
  const pointer = (x: number): Happening => ({
    what: "signal",
    signal: { type: "pointer", documentId: "d1", pageNumber: 1, x, y: 0, visible: true },
  });

  test("a pointer is sent at most every 50 ms, the latest place wins", () => {
    const [state, first] = play(LIVE, [pointer(1)], 100);
    const [waiting, effects] = play(state, [pointer(2), pointer(3)], 110, 10);
    const [, due] = play(waiting, [{ what: "timer", timer: "signals" }], 150);
    expect(sent(first)).toMatchObject([{ x: 1 }]);
    expect(effects).toEqual([{ does: "wake", timer: "signals", afterMs: 30 }]);
    expect(sent(due)).toMatchObject([{ x: 3 }]);
  });

  test("a pointer is never kept for later", () => {
    const [state, effects] = play(LIVE, [{ what: "offline" }, pointer(1)]);
    expect(effects).toEqual([]);
    expect(state.signals.waiting).toEqual({});
  });

  test("pages that were shown are told again after a reconnect, because signing depends on them", () => {
    const signal = { type: "pageShown", documentId: "d1", pageNumber: 3 } as const;
    const [away] = play(LIVE, [{ what: "signal", signal }, { what: "offline" }]);
    const [, effects] = play(away, [
      { what: "online" },
      { what: "opened", socket: 2 },
      frame({ type: "resumed", epoch: "e1", from: 4, to: 4 }, 2),
    ]);
    expect(sent(effects)).toEqual([signal]);
  });

  test("signals that came in one frame are delivered one by one", () => {
    const items = [
      { type: "viewport", userId: "ada", documentId: "d1", pageNumber: 2 },
      { type: "typing", userId: "ada", fieldId: "f1", active: true },
    ] as const;
    const [, effects] = play(LIVE, [frame({ type: "signals", items })]);
    expect(delivered(effects)).toEqual(items);
  });
});
