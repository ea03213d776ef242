import { after, connect, type Delivery, type ServerFrame, type Snapshot } from "@livecontract/client";
import { afterEach, expect, test, vi } from "vitest";
import snapshot from "../../../../protocol/examples/server.snapshot.json";
import welcome from "../../../../protocol/examples/server.welcome.json";

/** What a browser gives as WebSocket; the other end belongs to the test. */
class Wire {
  static readonly OPEN = 1;
  static readonly all: Wire[] = [];

  readyState = 0;
  readonly sent: unknown[] = [];
  onopen: () => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;

  constructor(
    readonly url: string,
    readonly protocols: readonly string[],
  ) {
    Wire.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  open(...frames: readonly object[]): void {
    this.readyState = Wire.OPEN;
    this.onopen();
    frames.forEach((frame) => this.onmessage({ data: JSON.stringify(frame) }));
  }
}

function present(): Wire {
  const wire = Wire.all.at(-1);
  if (!wire) throw new Error("Nobody has connected.");
  return wire;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("a program takes part by an address and a token, through a lost line", () => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Wire);
  let view: Snapshot | null = null;
  const heard: Delivery["type"][] = [];
  const settled: string[] = [];
  const tell = connect({
    url: "wss://bank.example/sessions/s1",
    token: () => "a.b.c",
    deliver: (frame) => {
      view = after(view, frame);
      heard.push(frame.type);
    },
    settle: (cid) => settled.push(cid),
  });
  const turn = { type: "pageChange", cid: "c1", pageNumber: 7 } as const;

  tell({ what: "start" });
  expect(present()).toMatchObject({
    url: "wss://bank.example/sessions/s1",
    protocols: ["livecontract.v1", "bearer.a.b.c"],
  });
  present().open(welcome, snapshot);
  tell({ what: "command", command: turn });
  expect(present().sent).toEqual([turn]);
  present().onclose({ code: 1006 });
  vi.runOnlyPendingTimers();

  expect(present().url).toBe(`wss://bank.example/sessions/s1?epoch=${snapshot.epoch}&seq=${snapshot.seq}`);
  const [from, to] = [snapshot.seq, snapshot.seq + 1];
  const done = { ...turn, documentId: "d1", seq: to, userId: "u1", at: "2026-11-24T12:00:00Z" };
  present().open(welcome, { type: "resumed", epoch: snapshot.epoch, from, to } satisfies ServerFrame, done);
  tell({ what: "leave" });

  expect(settled).toEqual(["c1"]);
  expect(heard).toEqual(["welcome", "snapshot", "welcome", "pageChange"]);
  expect(view).toMatchObject({ seq: to, live: { documentId: "d1", pageNumber: 7 } });
  expect(present().sent).toEqual([{ type: "bye" }]);
});
