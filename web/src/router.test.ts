import { describe, expect, it } from "vitest";
import { isOwnPath, pathTo, routeAt } from "./router";

describe("the page at a path", () => {
  it.each([
    ["/app", "contracts", {}],
    ["/app/", "contracts", {}],
    ["/app/sign-in", "signIn", {}],
    ["/app/sign-in/abc", "signInLink", { token: "abc" }],
    ["/app/join/abc%2Fd", "join", { token: "abc/d" }],
    ["/app/contracts/7", "contract", { contractId: "7" }],
    ["/app/contracts/7/room", "room", { contractId: "7" }],
    ["/app/verify/", "verify", {}],
    ["/app/nothing/here", "notFound", {}],
    ["/app/contracts/7/room/9", "notFound", {}],
    ["/app/join/%zz", "join", { token: "%zz" }],
  ])("%s is %s", (path, page, params) => {
    expect(routeAt(path)).toEqual({ page, params });
  });
});

describe("the path of a page", () => {
  it("names its parameters in its segments", () => {
    expect(pathTo("room", { contractId: "a b" })).toBe("/app/contracts/a%20b/room");
  });

  it("leads back to the same page", () => {
    const path = pathTo("contract", { contractId: "x/y" });
    expect(routeAt(path)).toEqual({ page: "contract", params: { contractId: "x/y" } });
  });
});

describe("an address to go on to after signing in", () => {
  it.each([
    ["/app/", true],
    ["/app/contracts/1?tab=x", true],
    ["/application", false],
    ["//evil.example/app/", false],
    ["https://evil.example/app/", false],
    ["/docs", false],
  ])("%s is ours: %s", (address, own) => {
    expect(isOwnPath(address)).toBe(own);
  });
});
