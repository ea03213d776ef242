/** What a contract's status looks like, and whom it waits for. */
import type { ContractStatus, Role } from "../protocol/frames";
import type { ListedContract } from "../protocol/shapes";
import type { Step } from "../ui/stepper.svelte";
import { app } from "../words/app";
import { waiting } from "../words/contracts";
import { firstName } from "../words/format";

type Mark = Step["mark"];

/** The mark beside a status word in a list. */
export const STATUS_MARKS: Readonly<Record<ContractStatus, Mark>> = {
  DRAFT: "open",
  REVIEW: "now",
  SIGNED: "finished",
  DECLINED: "crossed",
  VOIDED: "crossed",
};

const WAY: readonly ContractStatus[] = ["DRAFT", "REVIEW", "SIGNED"];

/** The three steps of a contract; a way that ended early replaces the last of them. */
export function stepsOf(status: ContractStatus): Step[] {
  const way = WAY.includes(status) ? WAY : (["DRAFT", "REVIEW", status] as const);
  const present = way.indexOf(status);
  return way.map((each, index) => ({
    word: app.status[each],
    mark: index < present ? "done" : index > present ? "open" : presentMark(each),
    present: index === present,
  }));
}

/** A person a contract waits for, with the words for it; no `role` when it waits for nobody. */
export interface WaitingFor {
  readonly role?: Role;
  readonly name?: string;
  readonly text: string;
}

/** What has to happen next with a contract, as the person `userId` reads it. */
export function waitingFor(contract: ListedContract, userId: string): WaitingFor {
  const guest = otherInRoom(contract, userId);
  if (guest) return say(contract, userId, userId, waiting.inRoom(firstName(guest.name)));
  switch (contract.status) {
    case "DRAFT":
      return say(
        contract,
        userId,
        contract.advisorId,
        contract.advisorId === userId ? waiting.send : waiting.prepare,
      );
    case "REVIEW":
      return waitingInReview(contract, userId);
    case "SIGNED":
      return { text: waiting.finished };
    case "DECLINED":
      return { text: waiting.declined(firstName(contract.customer.name)) };
    case "VOIDED":
      return { text: waiting.voided(firstName(contract.advisor.name)) };
  }
}

/** The other person, if that one is in the contract's room now. */
export function otherInRoom(contract: ListedContract, userId: string) {
  const others = [contract.advisor, contract.customer].filter((party) => party.userId !== userId);
  return others.find((party) => present(contract).includes(party.userId));
}

/** Whether both see each other already, so that nobody waits. */
export function isInRoom(contract: ListedContract, userId: string): boolean {
  return present(contract).includes(userId);
}

function present({ session }: ListedContract): readonly string[] {
  return session?.participants ?? [];
}

function presentMark(status: ContractStatus): Mark {
  return status === "DRAFT" ? "now" : STATUS_MARKS[status];
}

function waitingInReview(contract: ListedContract, userId: string): WaitingFor {
  if (contract.sealing) return { text: contract.sealError ? waiting.sealFailed : waiting.seal };
  const parties = [contract.customerId, contract.advisorId];
  const withFields = parties.map((party) => ({ party, fields: openFields(contract, party) }));
  const filler = withFields.find(({ fields }) => fields > 0);
  if (filler) return say(contract, userId, filler.party, waiting.fields(filler.fields));
  const signed = new Set(contract.signatures.map((signature) => signature.signedBy));
  const next = parties.find((party) => contract.signers.includes(party) && !signed.has(party));
  return say(contract, userId, next ?? contract.customerId, waiting.signature);
}

/** How many required fields a person has still to fill in. */
function openFields(contract: ListedContract, userId: string): number {
  return contract.open.find((each) => each.userId === userId)?.fields ?? 0;
}

function say(contract: ListedContract, reader: string, whom: string, what: string): WaitingFor {
  const role: Role = whom === contract.advisorId ? "ADVISOR" : "CUSTOMER";
  const { name } = role === "ADVISOR" ? contract.advisor : contract.customer;
  const text = whom === reader ? waiting.you(what) : waiting.other(firstName(name), what);
  return { role, name, text };
}
