/** One's own next step in words: the button if there is something to do, and the sentence below or in its place. */
import { nameOf, otherOf, type Room } from "../state/room";
import { hasSigned, nextStepOf, type NextStep, type Task, tasksOf, type Waiting } from "../state/todo";
import { firstName } from "../words/format";
import { step as words, todo } from "../words/room";

export interface StepWords {
  /** The words on the button; null while there is nothing to do. */
  readonly button: string | null;
  readonly sentence: string;
  /** Whether the sentence says that the button is off for now. */
  readonly isOff: boolean;
  /** Whether one has signed, and waits for the other or for the seal. */
  readonly isSigned: boolean;
}

/** What the primary action says; signing needs a line, and nothing on its way to the server. */
export function wordsOf(room: Room, isConnected: boolean): StepWords {
  const step = nextStepOf(room);
  const off = step.do === "sign" ? reasonAgainst(room, isConnected) : null;
  return {
    button: buttonOf(step, room),
    sentence: off ?? sentenceOf(step, room),
    isOff: off !== null,
    isSigned: step.do === "wait" && hasSigned(room, room.me.userId),
  };
}

function reasonAgainst(room: Room, isConnected: boolean): string | null {
  if (!isConnected) return words.offline;
  return Object.keys(room.edits).length > 0 ? words.saving : null;
}

function buttonOf(step: NextStep, room: Room): string | null {
  switch (step.do) {
    case "fill":
      return words.fill(step.field.label);
    case "see":
      return room.documents.length === 1
        ? words.see(step.pageNumber)
        : words.seeIn(step.pageNumber, step.document.name);
    case "sign":
      return words.sign;
    case "send":
      return words.send(firstName(otherOf(room).name));
    case "download":
      return words.download;
    case "wait":
      return null;
  }
}

function sentenceOf(step: NextStep, room: Room): string {
  const count = tasksOf(room).length;
  if (step.do === "wait") return waitingSentence(step.for, room);
  if (step.do === "sign") return signSentence(room, count);
  return step.do === "send" ? words.sendNote : words.opensWhen(count);
}

function signSentence(room: Room, count: number): string {
  const other = otherOf(room);
  return hasSigned(room, other.userId) ? words.otherSigned(firstName(other.name)) : words.allDone(count);
}

function waitingSentence(waiting: Waiting, room: Room): string {
  const other = firstName(otherOf(room).name);
  switch (waiting.what) {
    case "sending":
      return words.waitSending(other);
    case "documents":
      return words.waitDocuments;
    case "sealing":
      return words.waitSealing;
    case "sealProblem":
      return words.waitSeal;
    case "closed":
      return words.waitClosed;
    case "tasks":
      return words.waitTasks(other, tasksInWords(waiting.tasks));
    case "signature": {
      const name = firstName(nameOf(room, waiting.userId));
      return waiting.iSigned ? words.iSigned(name) : words.waitSignature(name);
    }
  }
}

function tasksInWords(tasks: readonly Task[]): string {
  const [first] = tasks;
  if (!first) return "";
  const rest = tasks.length - 1;
  const label =
    first.kind === "field" ? first.field.label : todo.pages(first.unseen.flatMap((one) => one.pageNumbers));
  return words.andMore(label, rest);
}
