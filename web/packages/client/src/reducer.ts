/** The connection as a function: what was and what happened give what is and what to do. */
import type { ClientCommand, ClientSignal } from "./frames.ts";
import { delayOf, type Ending, endingOf } from "./closing.ts";
import {
  type Connection,
  type Effect,
  hasSocket,
  type Input,
  isLive,
  type ShownSignal,
  type Step,
  type Timer,
  type Verdict,
} from "./connection.ts";
import { receive } from "./receiving.ts";
import { nextDue, NO_SIGNALS, takeDue, withSignal } from "./signals.ts";

/** How long the server may take to say where we are, before the socket is given up. */
const ANSWER_MS = 10_000;
const SAY_AFTER_MS = 2_000;
const SAY_MORE_AFTER_MS = 30_000;
/** A connection must hold this long before the next loss starts with short delays again. */
const STABLE_MS = 10_000;
/** Handshakes that fail one after the other before we ask over HTTP why. */
const PROBE_AFTER = 2;

const LEFT = 1000;
const SILENT = 4012;

/** The next state of the connection, and the effects to run in this order. */
export function advance(state: Connection, input: Input): Step {
  if (state.phase === "over") return [state, []];
  switch (input.what) {
    case "start":
    case "retry":
    case "online":
      return reconnectNow(state, input);
    case "visible":
      return comeToFront({ ...state, hidden: false }, input);
    case "hidden":
      return [{ ...state, hidden: true }, []];
    case "offline":
      return loseLine(state, input.at);
    case "opened":
      return isPresent(state, input.socket) ? greet(state, input.at) : [state, []];
    case "frame":
      return isPresent(state, input.socket) ? receive(state, input.frame, input) : [state, []];
    case "closed":
      return isPresent(state, input.socket) ? closed(state, input, input.code) : [state, []];
    case "command":
      return command(state, input.command);
    case "signal":
      return signal(state, input.signal, input.at);
    case "timer":
      return wakeUp(state, input.timer, input);
    case "probed":
      return probed(state, input.verdict);
    case "leave":
      return leave(state);
  }
}

/** Sockets that were given up may go on talking for a while. */
function isPresent(state: Connection, socket: number): boolean {
  return hasSocket(state) && socket === state.socket;
}

interface Moment {
  readonly at: number;
  readonly chance: number;
}

function reconnectNow(state: Connection, { at }: Moment): Step {
  return hasSocket(state) ? [state, []] : openAnother(state, at);
}

/** Opens the next socket; a server that is about to leave gets its old one closed first. */
function openAnother(state: Connection, at: number): Step {
  const closing: Effect[] = hasSocket(state) ? [{ does: "close", code: LEFT }] : [];
  const { epoch, seq } = state;
  const socket = state.socket + 1;
  const [troubled, effects] = withTrouble({ ...state, socket, phase: "connecting", signals: NO_SIGNALS }, at);
  // A network that swallows everything lets a handshake hang for minutes.
  const wake: Effect = { does: "wake", timer: "answer", afterMs: ANSWER_MS };
  return [troubled, [...closing, ...effects, ...rest("retry"), { does: "open", socket, epoch, seq }, wake]];
}

function comeToFront(state: Connection, moment: Moment): Step {
  return hasSocket(state) ? checkPulse(state, moment) : reconnectNow(state, moment);
}

function greet(state: Connection, at: number): Step {
  const wake: Effect = { does: "wake", timer: "answer", afterMs: ANSWER_MS };
  return [{ ...state, phase: "greeting", heardAt: at }, [wake]];
}

function closed(state: Connection, moment: Moment, code: number): Step {
  const ending = endingOf(code);
  if (ending !== null) return end(state, ending);
  const neverOpened = state.phase === "connecting";
  const wasStable = isLive(state) && moment.at - state.liveSince >= STABLE_MS;
  const failures = wasStable ? 0 : state.failures;
  const [lost, effects] = loseLine({ ...state, failures: failures + 1 }, moment.at);
  const afterMs = delayOf(failures, code, moment.chance, state.hidden);
  const retry: Effect = { does: "wake", timer: "retry", afterMs };
  const probe: Effect[] = neverOpened && failures + 1 >= PROBE_AFTER ? [{ does: "probe" }] : [];
  return [lost, [...effects, retry, ...probe]];
}

/** Gives the socket up without planning the next attempt. */
function loseLine(state: Connection, at: number): Step {
  const closing: Effect[] = hasSocket(state) ? [{ does: "close", code: SILENT }] : [];
  const [troubled, effects] = withTrouble({ ...state, phase: "waiting", signals: NO_SIGNALS }, at);
  return [troubled, [...closing, ...rest("answer", "alive", "move", "signals", "retry"), ...effects]];
}

function withTrouble(state: Connection, at: number): Step {
  if (state.trouble !== null) return [state, []];
  const trouble = { since: at, stage: "brief" } as const;
  return [{ ...state, trouble, restored: false }, [{ does: "wake", timer: "line", afterMs: SAY_AFTER_MS }]];
}

function command(state: Connection, next: ClientCommand): Step {
  const unanswered = [...state.unanswered.filter((earlier) => !isOvertaken(state, earlier, next)), next];
  return [{ ...state, unanswered }, isLive(state) ? [{ does: "send", frame: next }] : []];
}

/** While the line is down only the last page turn counts. */
function isOvertaken(state: Connection, earlier: ClientCommand, next: ClientCommand): boolean {
  return !isLive(state) && earlier.type === "pageChange" && next.type === "pageChange";
}

function signal(state: Connection, next: ClientSignal, at: number): Step {
  if (next.type === "pageShown") {
    const isTold = state.shown.some((earlier) => isSamePage(earlier, next));
    const shown = isTold ? state.shown : [...state.shown, next];
    return [{ ...state, shown }, isLive(state) ? [{ does: "send", frame: next }] : []];
  }
  return isLive(state) ? sendDue({ ...state, signals: withSignal(state.signals, next) }, at) : [state, []];
}

function isSamePage(one: ShownSignal, other: ShownSignal): boolean {
  return one.documentId === other.documentId && one.pageNumber === other.pageNumber;
}

function sendDue(state: Connection, at: number): Step {
  const [signals, due] = takeDue(state.signals, at);
  const next = nextDue(signals);
  const sending = due.map((frame): Effect => ({ does: "send", frame }));
  const wake: Effect[] = next === null ? [] : [{ does: "wake", timer: "signals", afterMs: next - at }];
  return [{ ...state, signals }, [...sending, ...wake]];
}

function wakeUp(state: Connection, timer: Timer, moment: Moment): Step {
  switch (timer) {
    case "retry":
      return reconnectNow(state, moment);
    case "answer":
      return closed(state, moment, SILENT);
    case "alive":
      return checkPulse(state, moment);
    case "move":
      return hasSocket(state) ? openAnother(state, moment.at) : [state, []];
    case "signals":
      return isLive(state) ? sendDue(state, moment.at) : [state, []];
    case "line":
      return sayMore(state);
  }
}

/** Two pings that did not come are a dead line, whatever the socket still believes. */
function checkPulse(state: Connection, moment: Moment): Step {
  const limitMs = 2 * state.pingIntervalMs;
  const silentMs = moment.at - state.heardAt;
  if (!hasSocket(state) || state.phase === "connecting") return [state, []];
  if (silentMs >= limitMs) return closed(state, moment, SILENT);
  return [state, [{ does: "wake", timer: "alive", afterMs: limitMs - silentMs }]];
}

function sayMore(state: Connection): Step {
  if (state.trouble === null) return [{ ...state, restored: false }, []];
  if (state.trouble.stage === "brief") {
    const trouble = { ...state.trouble, stage: "shown" } as const;
    const wake: Effect = { does: "wake", timer: "line", afterMs: SAY_MORE_AFTER_MS - SAY_AFTER_MS };
    return [{ ...state, trouble }, [wake]];
  }
  return [{ ...state, trouble: { ...state.trouble, stage: "long" } }, []];
}

const VERDICTS: Readonly<Record<Verdict, Ending | null>> = {
  open: null,
  unreachable: null,
  ended: "ended",
  signedOut: "signedOut",
  gone: "gone",
};

function probed(state: Connection, verdict: Verdict): Step {
  const ending = VERDICTS[verdict];
  return ending === null || isLive(state) ? [state, []] : end(state, ending);
}

function leave(state: Connection): Step {
  const goodbye: Effect[] = isLive(state) ? [{ does: "send", frame: { type: "bye" } }] : [];
  const [over, effects] = end(state, "left");
  return [over, [...goodbye, ...effects]];
}

function end(state: Connection, ending: Ending): Step {
  const closing: Effect[] = hasSocket(state) ? [{ does: "close", code: LEFT }] : [];
  const over: Connection = { ...state, phase: "over", ending, trouble: null, restored: false };
  return [over, [...closing, ...rest("retry", "answer", "alive", "move", "signals", "line")]];
}

function rest(...timers: readonly Timer[]): Effect[] {
  return timers.map((timer) => ({ does: "rest", timer }));
}
