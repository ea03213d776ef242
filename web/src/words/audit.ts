/** The entries of a contract's record, told in sentences. */
import type { AuditEntry } from "../protocol/shapes";
import { counted, listed } from "./format";

type Facts = AuditEntry["data"];
type Telling = (who: string, facts: Facts, nameOf: (userId: unknown) => string) => string;

const TELLINGS: Readonly<Record<string, Telling>> = {
  contractCreated: (who) => `${who} created the contract`,
  titleChanged: (who, facts) => `${who} changed the title to “${text(facts["title"])}”`,
  signersChanged: (who, facts, nameOf) => `${who} decided that ${signers(facts["signers"], nameOf)}`,
  documentAdded: (who, facts) => `${who} added ${text(member(facts["document"], "name"))}`,
  documentRemoved: (who) => `${who} removed a document`,
  fieldsPlaced: (who, facts) => `${who} placed ${counted(length(facts["fields"]), "field")}`,
  fieldChanged: (who, facts) =>
    isEmpty(facts["value"]) ? `${who} cleared a field` : `${who} filled in a field`,
  fieldSuggested: (who, facts) =>
    isEmpty(facts["value"]) ? `${who} took a suggestion away` : `${who} suggested a value`,
  sentForReview: (who) => `${who} sent it for review`,
  takenBack: (who) => `${who} took it back to draft`,
  pagesShown: (who, facts) => `${who} saw ${pages(facts["pageNumbers"])}`,
  consentGiven: (who) => `${who} agreed to sign electronically`,
  contractSigned: (who) => `${who} signed`,
  sealFailed: () => "The seal could not be made; it is tried again",
  contractSealed: () => "The contract was sealed",
  contractDeclined: (who, facts) => `${who} declined: “${text(facts["reason"])}”`,
  contractVoided: (who, facts) => `${who} called it off: “${text(facts["reason"])}”`,
  customerInvited: (who, facts) => `${who} sent a link to ${text(facts["email"])}`,
  sessionStarted: (who) => `${who} opened the room`,
  sessionEnded: (who, facts) =>
    facts["reason"] === "idle" ? "The room closed by itself" : `${who} closed the room`,
  sessionRecorded: (_who, facts) =>
    facts["isWhole"] === true
      ? "The record of the session was closed"
      : "The record of the session was closed; parts of it are missing",
};

/** One entry as a sentence; an entry of a kind unknown here is shown under its own name. */
export function tell(entry: AuditEntry, nameOf: (userId: unknown) => string): string {
  const telling = TELLINGS[entry.type];
  return telling ? telling(nameOf(entry.actor), entry.data, nameOf) : `${nameOf(entry.actor)}: ${entry.type}`;
}

export const audit = {
  title: "Activity",
  intro: (zone: string) => `Everything that happened to this contract, times in ${zone}.`,
  chain: (count: number) => `${counted(count, "entry", "entries")}, each bound to the one before.`,
  more: "Show more",
  loading: "Loading…",
  system: "The platform",
  details: "Details",
  close: "Close",
} as const;

function signers(ids: unknown, nameOf: (userId: unknown) => string): string {
  const names = Array.isArray(ids) ? ids.map(nameOf) : [];
  return `${listed(names)} ${names.length === 1 ? "signs" : "sign"}`;
}

function pages(numbers: unknown): string {
  const all = Array.isArray(numbers) ? numbers.map(String) : [];
  return `${all.length === 1 ? "page" : "pages"} ${listed(all)}`;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function length(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || value === false;
}
