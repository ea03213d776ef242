import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Board } from "./board.svelte";

const RECT = { x: 10, y: 20, width: 100, height: 24 };

interface Sent {
  readonly fields: readonly Record<string, unknown>[];
}

/** A server that keeps what it is sent and gives every new field an id. */
function server() {
  const sent: Sent[] = [];
  let next = 1;
  vi.stubGlobal("fetch", (_url: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body)) as Sent;
    sent.push(body);
    const fields = body.fields.map((field) => ({
      ...field,
      fieldId: field["fieldId"] ?? `f${String(next++)}`,
    }));
    return Promise.resolve(new Response(JSON.stringify({ fields })));
  });
  return sent;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a board", () => {
  it("saves once after several changes in a row", async () => {
    const sent = server();
    const board = new Board("d", []);
    board.place("text", 1, RECT);
    board.place("date", 1, RECT);
    await vi.runAllTimersAsync();
    expect(sent.map((body) => body.fields.length)).toEqual([2]);
    expect(board.saving.state).toBe("saved");
  });

  it("keeps the ids that the server gave", async () => {
    const sent = server();
    const board = new Board("d", []);
    board.place("text", 1, RECT);
    await board.flush();
    board.change(board.fields[0]?.key ?? "", { label: "Full name" });
    await board.flush();
    expect(sent[1]?.fields[0]).toMatchObject({ fieldId: "f1", label: "Full name" });
  });

  it("selects what was placed, and nothing once that is undone", () => {
    server();
    const board = new Board("d", []);
    board.place("text", 1, RECT);
    expect(board.field(board.selected)?.kind).toBe("text");
    board.undo();
    expect(board.selected).toBeUndefined();
    expect(board.canRedo).toBe(true);
  });

  it("does not save a choice without options", async () => {
    const sent = server();
    const board = new Board("d", []);
    board.place("choice", 1, RECT);
    board.change(board.selected ?? "", { options: [] });
    await board.flush();
    expect(sent).toEqual([]);
  });

  it("says when saving failed, and saves again", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
    const board = new Board("d", []);
    board.place("text", 1, RECT);
    await expect(board.flush()).rejects.toThrow();
    expect(board.saving.state).toBe("failed");
    const sent = server();
    await board.flush();
    expect(sent).toHaveLength(1);
  });
});
