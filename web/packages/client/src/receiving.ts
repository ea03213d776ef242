/** What a frame from the server does to the connection: greetings, order, gaps, answers. */
import type { ServerFrame, SessionEvent, Snapshot, Welcome } from "./frames.ts";
import type { Connection, Delivery, Effect, Step } from "./connection.ts";

const SAY_RESTORED_MS = 3_000;
const ANSWER_MS = 10_000;

interface Moment {
  readonly at: number;
  readonly chance: number;
}

/** The next state after a frame of the present socket, and the effects to run. */
export function receive(before: Connection, frame: ServerFrame, moment: Moment): Step {
  const state = { ...before, heardAt: moment.at };
  switch (frame.type) {
    case "welcome":
      return welcome(state, frame);
    case "snapshot":
      return snapshot(state, frame, moment.at);
    case "resumed":
      return frame.to <= state.seq
        ? goLive(state, moment.at)
        : [{ ...state, phase: "catchingUp", replayUntil: frame.to }, []];
    case "ping":
      return ping(state, frame.seq);
    case "goaway":
      return [state, [{ does: "wake", timer: "move", afterMs: moment.chance * frame.reconnectWithinMs }]];
    case "refused":
      return [withoutCommand(state, frame.cid), [deliver(frame)]];
    case "signals":
      return [state, frame.items.map(deliver)];
    case "pointer":
    case "viewport":
    case "typing":
    case "pageShown":
    case "sessionIdle":
      return [state, [deliver(frame)]];
    case "loadDocument":
    case "pageChange":
    case "fieldChange":
    case "fieldSuggest":
    case "contractSigned":
    case "statusUpdate":
    case "documentsChanged":
    case "leadChange":
    case "leadOffer":
    case "chatMessage":
    case "annotationAdd":
    case "annotationRemove":
    case "participantJoined":
    case "participantLeft":
    case "participantState":
    case "sessionEnded":
      return event(state, frame, moment.at);
    default:
      // A newer server says more than we know. If it was an event, its missing number brings a snapshot.
      frame satisfies never;
      return [state, []];
  }
}

function welcome(state: Connection, frame: Welcome): Step {
  const pingIntervalMs = frame.pingIntervalS * 1000;
  const wake: Effect = { does: "wake", timer: "alive", afterMs: 2 * pingIntervalMs };
  return [{ ...state, pingIntervalMs }, [wake, deliver(frame)]];
}

function snapshot(state: Connection, frame: Snapshot, at: number): Step {
  const [live, effects] = goLive({ ...state, epoch: frame.epoch, seq: frame.seq }, at);
  return [live, [deliver(frame), ...effects]];
}

/** In step with the server: says again what has had no answer, and every page that was shown. */
function goLive(state: Connection, at: number): Step {
  const again = [...state.unanswered, ...state.shown].map((frame): Effect => ({ does: "send", frame }));
  const [calm, line] = withoutTrouble(state);
  return [{ ...calm, phase: "live", liveSince: at }, [{ does: "rest", timer: "answer" }, ...line, ...again]];
}

function withoutTrouble(state: Connection): Step {
  if (state.trouble === null) return [state, []];
  if (state.trouble.stage === "brief")
    return [{ ...state, trouble: null }, [{ does: "rest", timer: "line" }]];
  const wake: Effect = { does: "wake", timer: "line", afterMs: SAY_RESTORED_MS };
  return [{ ...state, trouble: null, restored: true }, [wake]];
}

function ping(state: Connection, seq: number): Step {
  const pong: Effect = { does: "send", frame: { type: "pong" } };
  if (state.phase !== "live" || seq <= state.seq) return [state, [pong]];
  const [behind, effects] = askForSnapshot(state);
  return [behind, [pong, ...effects]];
}

/** An event is applied only as the very next one; one that answers us may also come again later. */
function event(state: Connection, frame: SessionEvent, at: number): Step {
  if (state.phase !== "live" && state.phase !== "catchingUp") return [state, []];
  const answered = withoutCommand(state, frame.cid);
  const settle: Effect[] =
    answered === state || frame.cid === null ? [] : [{ does: "settle", cid: frame.cid }];
  const isOurEpoch = frame.epoch === undefined || frame.epoch === state.epoch;
  if (isOurEpoch && frame.seq === state.seq + 1) {
    const [next, effects] = replayed({ ...answered, seq: frame.seq }, at);
    return [next, [deliver(frame), ...settle, ...effects]];
  }
  const isOld = isOurEpoch ? frame.seq <= state.seq : settle.length > 0;
  if (isOld) return [answered, settle];
  const [behind, effects] = askForSnapshot(answered);
  return [behind, [...settle, ...effects]];
}

function replayed(state: Connection, at: number): Step {
  return state.phase === "catchingUp" && state.seq >= state.replayUntil ? goLive(state, at) : [state, []];
}

function askForSnapshot(state: Connection): Step {
  const wake: Effect = { does: "wake", timer: "answer", afterMs: ANSWER_MS };
  return [{ ...state, phase: "behind" }, [{ does: "send", frame: { type: "snapshotRequest" } }, wake]];
}

function withoutCommand(state: Connection, cid: string | null): Connection {
  const unanswered = state.unanswered.filter((command) => command.cid !== cid);
  return unanswered.length === state.unanswered.length ? state : { ...state, unanswered };
}

function deliver(frame: Delivery): Effect {
  return { does: "deliver", frame };
}
