/** What became of what one asked the other: to lead, or to take a suggested value. */
import type { FieldChanged, FieldSuggested, FieldValue, LeadOffered } from "../protocol/frames";
import { type Answers, fieldOf, type Room } from "./room";

/** The answers after the lead was offered, or an offer was answered or taken back. */
export function withLeadAnswer({ answers, live, me }: Room, { userId, to }: LeadOffered): Answers {
  const isMine = live.leadOffer?.by === me.userId;
  return { ...answers, isLeadDeclined: to === null && isMine && userId !== me.userId };
}

/** The answers after a field was filled in; `before` still has the suggestion. */
export function withValueAnswer(before: Room, { fieldId, value, userId }: FieldChanged): Answers {
  if (userId === before.me.userId) return before.answers;
  const suggested = ownSuggestion(before, fieldId);
  const answer = suggested === value ? "used" : "other";
  return withSuggestion(before, fieldId, suggested === null ? null : answer);
}

/** The answers after a value was suggested, turned down or taken back; `before` is the room until then. */
export function withSuggestionAnswer(before: Room, { fieldId, value, userId }: FieldSuggested): Answers {
  const isDeclined = value === null && userId !== before.me.userId && ownSuggestion(before, fieldId) !== null;
  return withSuggestion(before, fieldId, isDeclined ? "declined" : null);
}

/** What one has suggested for a field and the other has not answered yet. */
export function ownSuggestion(room: Room, fieldId: string): FieldValue {
  const suggestion = fieldOf(room, fieldId)?.suggestion;
  return suggestion?.suggestedBy === room.me.userId ? suggestion.value : null;
}

function withSuggestion(
  { answers }: Room,
  fieldId: string,
  answer: Answers["suggestions"][string] | null,
): Answers {
  const others = Object.entries(answers.suggestions).filter(([name]) => name !== fieldId);
  const suggestions = Object.fromEntries(answer === null ? others : [...others, [fieldId, answer]]);
  return { ...answers, suggestions };
}
