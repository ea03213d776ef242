/** How the room stands, as the one line above the paper says it. */
import type { Connection } from "@livecontract/client";
import { isOtherHere, otherPlace, type Step } from "./lead";
import type { Room } from "./room";

export type Standing =
  | { readonly is: "reconnecting"; readonly since: number; readonly isLong: boolean }
  | { readonly is: "restored" | "signed" | "alone" | "leading" | "together" | "following" | "sharing" }
  /** One was asked to lead; one has asked the other; the other would rather not. */
  | { readonly is: "asked" | "asking" | "declined" }
  | { readonly is: "idle"; readonly endsAt: string }
  | {
      readonly is: "elsewhere";
      readonly theirs: { readonly documentId: string; readonly pageNumber: number };
    };

/** What matters most now; a lost line comes before everything else. */
export function standingOf(room: Room, connection: Connection, step: Step): Standing {
  const { trouble, restored } = connection;
  if (trouble && trouble.stage !== "brief") {
    return { is: "reconnecting", since: trouble.since, isLong: trouble.stage === "long" };
  }
  if (restored) return { is: "restored" };
  if (room.endsAt !== null) return { is: "idle", endsAt: room.endsAt };
  if (room.contract.status === "SIGNED") return { is: "signed" };
  if (!isOtherHere(room)) return { is: "alone" };
  const offer = room.live.leadOffer;
  if (offer) return { is: offer.to === room.me.userId ? "asked" : "asking" };
  if (step === "leading" && room.answers.isLeadDeclined) return { is: "declined" };
  if (step === "elsewhere") return elsewhere(room);
  if (step === "together" && room.live.lead !== null) return { is: "sharing" };
  return { is: step };
}

function elsewhere(room: Room): Standing {
  const theirs = otherPlace(room) ?? {
    documentId: room.live.documentId ?? "",
    pageNumber: room.live.pageNumber,
  };
  return { is: "elsewhere", theirs };
}
