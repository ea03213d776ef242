import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../protocol/shapes";
import { tell } from "./audit";

const nameOf = (userId: unknown) => ({ ada: "Ada", carla: "Carla" })[String(userId)] ?? "The platform";
const entry = (type: string, data: Record<string, unknown> = {}, actor = "ada"): AuditEntry => {
  return { contractId: "c", seq: 1, at: "2026-11-24T10:00:00Z", actor, type, data, prev: "", hash: "" };
};

describe("an entry of the record", () => {
  it.each([
    [entry("contractCreated"), "Ada created the contract"],
    [entry("documentAdded", { document: { name: "Loan.pdf" } }), "Ada added Loan.pdf"],
    [entry("fieldsPlaced", { fields: [{}, {}] }), "Ada placed 2 fields"],
    [entry("fieldChanged", { value: "x" }, "carla"), "Carla filled in a field"],
    [entry("fieldChanged", { value: null }, "carla"), "Carla cleared a field"],
    [entry("pagesShown", { pageNumbers: [1, 2, 3] }, "carla"), "Carla saw pages 1, 2 and 3"],
    [entry("signersChanged", { signers: ["carla", "ada"] }), "Ada decided that Carla and Ada sign"],
    [entry("contractSealed", {}, "system"), "The contract was sealed"],
    [entry("contractDeclined", { reason: "Too dear" }, "carla"), "Carla declined: “Too dear”"],
    [entry("sessionEnded", { reason: "idle" }), "The room closed by itself"],
    [entry("sessionRecorded", { isWhole: true }), "The record of the session was closed"],
    [
      entry("sessionRecorded", { isWhole: false }),
      "The record of the session was closed; parts of it are missing",
    ],
    [entry("somethingNew"), "Ada: somethingNew"],
  ])("%#", (given, sentence) => {
    expect(tell(given, nameOf)).toBe(sentence);
  });
});
