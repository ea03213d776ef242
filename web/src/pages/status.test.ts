import { describe, expect, it } from "vitest";
import { EXAMPLE_SESSION } from "../state/example-room";
import type { ListedContract } from "../protocol/shapes";
import { stepsOf, waitingFor } from "./status";

const ADA = { userId: "ada", name: "Ada Lindqvist", email: "ada@bank.example" };
const CARLA = { userId: "carla", name: "Carla Moreno", email: "carla@post.example" };

function contract(changes: Partial<ListedContract>): ListedContract {
  return {
    contractId: "c",
    title: "Loan agreement",
    status: "DRAFT",
    advisorId: "ada",
    customerId: "carla",
    advisor: ADA,
    customer: CARLA,
    createdAt: "2026-11-24T10:00:00Z",
    version: 1,
    signers: ["carla", "ada"],
    signatures: [],
    digest: "",
    consent: { version: "1", language: "en", text: "", sha256: "" },
    sealing: false,
    sealError: null,
    signedAt: null,
    sealedAt: null,
    reason: null,
    documentCount: 1,
    open: [],
    session: null,
    activeAt: "2026-11-24T10:00:00Z",
    permissions: [],
    ...changes,
  };
}

const open = (userId: string, fields: number) => ({ userId, fields, pages: 0, signature: true });
const signed = (userId: string) => ({
  signedBy: userId,
  signedAt: "2026-11-24T11:00:00Z",
  name: userId,
  isVoid: false,
});

describe("the steps of a contract", () => {
  it.each([
    ["DRAFT", "now open open"],
    ["REVIEW", "done now open"],
    ["SIGNED", "done done finished"],
    ["DECLINED", "done done crossed"],
    ["VOIDED", "done done crossed"],
  ] as const)("in %s are %s", (status, marks) => {
    expect(
      stepsOf(status)
        .map((step) => step.mark)
        .join(" "),
    ).toBe(marks);
  });

  it("end with the word of the way they took", () => {
    expect(stepsOf("DECLINED").map((step) => step.word)).toEqual(["Draft", "Review", "Declined"]);
  });
});

describe("whom a contract waits for", () => {
  it.each([
    ["a draft, to its advisor", contract({}), "ada", "You: send it for review"],
    ["a draft, to its customer", contract({}), "carla", "Ada: prepares it"],
    ["a review, to its advisor", contract({ status: "REVIEW" }), "ada", "Carla: signature"],
    [
      "a review that the customer signed",
      contract({ status: "REVIEW", signatures: [signed("carla")] }),
      "ada",
      "You: signature",
    ],
    [
      "a review with fields to fill",
      contract({ status: "REVIEW", open: [open("carla", 2)] }),
      "ada",
      "Carla: 2 fields",
    ],
    [
      "a review with a field of the advisor",
      contract({ status: "REVIEW", open: [open("ada", 1)] }),
      "ada",
      "You: 1 field",
    ],
    [
      "a review that both signed",
      contract({ status: "REVIEW", sealing: true }),
      "ada",
      "The seal is being made",
    ],
    ["a signed one", contract({ status: "SIGNED" }), "ada", "Nobody, finished"],
    ["a declined one", contract({ status: "DECLINED" }), "ada", "Nobody, Carla declined"],
    ["a voided one", contract({ status: "VOIDED" }), "carla", "Nobody, Ada called it off"],
  ])("%s", (_case, given, reader, text) => {
    expect(waitingFor(given, reader).text).toBe(text);
  });

  it("is the reader, as soon as the other one is in the room", () => {
    const session = { ...EXAMPLE_SESSION, participants: ["carla"] };
    const waiting = waitingFor(contract({ status: "REVIEW", session }), "ada");
    expect(waiting).toEqual({ role: "ADVISOR", name: "Ada Lindqvist", text: "You: Carla is in the room" });
  });
});
