import { afterEach, describe, expect, it, vi } from "vitest";
import { Refusal, Unreachable, request } from "./request";

function answering(status: number, body: string) {
  const fetched = vi.fn<typeof fetch>(() => Promise.resolve(new Response(body, { status })));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

describe("a call", () => {
  it("returns the JSON of the answer", async () => {
    answering(200, '{"userId":"u1"}');
    expect(await request("GET", "/users/me")).toEqual({ userId: "u1" });
  });

  it("leaves empty parts out of the query", async () => {
    const fetched = answering(200, "{}");
    await request("GET", "/contracts", { query: { q: "", status: undefined, limit: 5 } });
    expect(fetched.mock.calls[0]?.[0]).toBe("/contracts?limit=5");
  });

  it("says with every write that it comes from our page, under a fresh key", async () => {
    const fetched = answering(201, "");
    await request("POST", "/auth/sign-out");
    await request("POST", "/auth/sign-out");
    const [first, second] = fetched.mock.calls.map(([, init]) => new Headers(init?.headers));
    expect(first?.get("X-Requested-With")).toBe("livecontract");
    expect(first?.get("Idempotency-Key")).not.toBe(second?.get("Idempotency-Key"));
  });

  it("sends files as they are, without naming a content type", async () => {
    const fetched = answering(200, "{}");
    await request("POST", "/verify", { body: new FormData() });
    expect(new Headers(fetched.mock.calls[0]?.[1]?.headers).has("Content-Type")).toBe(false);
  });
});

describe("an answer that is a no", () => {
  it("becomes a refusal with its code, sentence and facts", async () => {
    answering(409, '{"status":409,"code":"no_document","detail":"Add a document first.","limit":3}');
    const refusal = await request("PATCH", "/contracts/1", { body: {} }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({
      code: "no_document",
      message: "Add a document first.",
      facts: { limit: 3 },
    });
  });

  it("is a refusal even when it carries no problem", async () => {
    answering(502, "<html>");
    await expect(request("GET", "/users/me")).rejects.toMatchObject({
      status: 502,
      code: "unexpected_answer",
    });
  });

  it("is told apart from no answer at all", async () => {
    vi.stubGlobal("fetch", vi.fn<typeof fetch>().mockRejectedValue(new TypeError("failed")));
    await expect(request("GET", "/users/me")).rejects.toBeInstanceOf(Unreachable);
  });
});
