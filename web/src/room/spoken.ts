/** What happens in the room, told to those who do not see it: by whom, and what; never one's own acts. */
import type { Annotation } from "../protocol/frames";
import { fieldOf, nameOf, type Room } from "../state/room";
import { isFilled } from "../state/todo";
import { firstName } from "../words/format";
import { spoken as words } from "../words/room";
import type { News } from "./live-room.svelte";

/** The sentence to say about news; null for what needs none. */
export function sentenceAbout(news: News, room: Room): string | null {
  if (news.type === "snapshot") return null;
  if (news.type === "statusUpdate") return news.status === "SIGNED" ? words.signed : null;
  if (news.userId === room.me.userId) return null;
  const name = firstName(nameOf(room, news.userId));
  switch (news.type) {
    case "pageChange":
      return words.turned(name, news.pageNumber);
    case "annotationAdd":
      return aboutDrawing(news.annotation, name, room);
    case "annotationRemove":
      return words.erased(name);
    case "contractSigned":
      return words.signedBy(name);
    case "fieldChange":
    case "fieldSuggest":
      return aboutField(news.type, news.fieldId, name, room);
    default:
      return null;
  }
}

/** A hand draws many strokes for one thing: only the first of them is worth a word. */
function aboutDrawing({ drawing, userId }: Annotation, name: string, room: Room): string | null {
  const { kind, pageNumber } = drawing;
  if (kind === "note") return words.noted(name, pageNumber, drawing.text);
  if (kind === "highlight") return words.highlighted(name, pageNumber);
  const before = room.live.annotations.at(-2);
  const goesOn =
    before?.userId === userId && before.drawing.kind === "ink" && before.drawing.pageNumber === pageNumber;
  return goesOn ? null : words.drew(name, pageNumber);
}

function aboutField(
  what: "fieldChange" | "fieldSuggest",
  fieldId: string,
  name: string,
  room: Room,
): string | null {
  const field = fieldOf(room, fieldId);
  if (!field) return null;
  const answer = room.answers.suggestions[fieldId];
  if (what === "fieldSuggest") {
    if (field.suggestion) return words.suggested(name, field.label);
    return answer === "declined" ? words.declined(name, field.label) : words.withdrawn(name, field.label);
  }
  if (answer === "used") return words.used(name, field.label);
  return isFilled(field) ? words.filledIn(name, field.label) : words.cleared(name, field.label);
}
