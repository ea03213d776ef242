/** What events and signals make of the room: what every client knows of them, and what is passing here. */
import { afterEvent, afterSignal } from "@livecontract/client";
import type { SessionEvent, SessionSignal } from "../protocol/frames";
import { withLeadAnswer, withSuggestionAnswer, withValueAnswer } from "./answers";
import type { Room } from "./room";

/** The room after an event; the same events in the same order give everybody the same room. */
export function applyEvent(before: Room, event: SessionEvent): Room {
  const room = afterEvent(before, event);
  switch (event.type) {
    case "fieldChange": {
      const answers = withValueAnswer(before, event);
      const isTyping = room.typing[event.fieldId]?.userId === event.userId;
      return { ...room, answers, typing: isTyping ? without(room.typing, event.fieldId) : room.typing };
    }
    case "fieldSuggest":
      return { ...room, answers: withSuggestionAnswer(before, event) };
    case "leadChange":
      return { ...room, answers: { ...room.answers, isLeadDeclined: false } };
    case "leadOffer":
      return { ...room, answers: withLeadAnswer(before, event) };
    case "contractSigned":
      return { ...room, typing: {} };
    case "participantLeft":
      return withoutTraces(room, event.userId);
    case "participantState":
      return event.presence === "here" ? room : withoutTraces(room, event.userId);
    case "sessionEnded":
      return {
        ...room,
        ended: { endedBy: event.endedBy, reason: event.reason },
        typing: {},
        pointers: {},
      };
    default:
      return room;
  }
}

/** The room after something passing; a signal that was lost is no loss. */
export function applySignal(before: Room, signal: SessionSignal): Room {
  const room = afterSignal(before, signal);
  switch (signal.type) {
    case "pointer":
      return { ...room, pointers: { ...room.pointers, [signal.userId]: signal } };
    case "typing": {
      const { fieldId, userId, text } = signal;
      const others = without(room.typing, fieldId);
      return {
        ...room,
        typing: signal.active ? { ...others, [fieldId]: { userId, text: text ?? null } } : others,
      };
    }
    case "sessionIdle":
      return { ...room, endsAt: signal.endsAt };
    default:
      return room;
  }
}

/** Whoever goes takes their pointer and their typing along. */
function withoutTraces(room: Room, userId: string): Room {
  const typing = Object.entries(room.typing).filter(([, typist]) => typist.userId !== userId);
  return { ...room, typing: Object.fromEntries(typing), pointers: without(room.pointers, userId) };
}

function without<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
