/** The shape of the connection to a live session, and what goes into and comes out of its reducer. */
import type {
  ClientCommand,
  ClientFrame,
  ClientSignal,
  RefusedFrame,
  ServerFrame,
  SessionEvent,
  SessionSignal,
  Snapshot,
  Welcome,
} from "./frames.ts";
import type { Ending } from "./closing.ts";
import { NO_SIGNALS, type SignalQueue } from "./signals.ts";

/**
 * Where the connection stands.
 *
 * `greeting`: open, the server has not yet said where we are. `catchingUp`: the missed events are
 * coming in. `behind`: something was missed and a snapshot is asked for. `waiting`: between two
 * attempts. `over`: it will not come back.
 */
export type Phase = "connecting" | "greeting" | "catchingUp" | "behind" | "live" | "waiting" | "over";

/** What people are told about a lost line: nothing at first, a sentence after 2 s, more after 30 s. */
export interface Trouble {
  readonly since: number;
  readonly stage: "brief" | "shown" | "long";
}

/** A page that was in view; told again after every reconnect, since signing depends on it. */
export type ShownSignal = Extract<ClientSignal, { type: "pageShown" }>;

export interface Connection {
  readonly phase: Phase;
  /** The number of the present socket; whatever an older one still says is ignored. */
  readonly socket: number;
  readonly epoch: string | null;
  readonly seq: number;
  /** The last event that a resumed connection has to replay. */
  readonly replayUntil: number;
  /** Commands without an answer, oldest first. */
  readonly unanswered: readonly ClientCommand[];
  readonly signals: SignalQueue;
  readonly shown: readonly ShownSignal[];
  readonly failures: number;
  readonly liveSince: number;
  readonly heardAt: number;
  readonly pingIntervalMs: number;
  readonly hidden: boolean;
  readonly trouble: Trouble | null;
  /** True for three seconds after a loss that people were told about. */
  readonly restored: boolean;
  readonly ending: Ending | null;
}

export type Timer = "retry" | "answer" | "alive" | "move" | "signals" | "line";

/** What a question over HTTP says about a session whose socket cannot be opened. */
export type Verdict = "open" | "ended" | "signedOut" | "gone" | "unreachable";

/** Something that happened, with the time in ms and a random number of [0, 1) for the jitter. */
export type Input = { readonly at: number; readonly chance: number } & (
  | { readonly what: "start" }
  | { readonly what: "opened"; readonly socket: number }
  | { readonly what: "frame"; readonly socket: number; readonly frame: ServerFrame }
  | { readonly what: "closed"; readonly socket: number; readonly code: number }
  | { readonly what: "command"; readonly command: ClientCommand }
  | { readonly what: "signal"; readonly signal: ClientSignal }
  | { readonly what: "timer"; readonly timer: Timer }
  | { readonly what: "probed"; readonly verdict: Verdict }
  | { readonly what: "online" | "offline" | "visible" | "hidden" }
  | { readonly what: "retry" | "leave" }
);

/** What the room is given: the greeting, the whole state, one event, one signal, or a refusal. */
export type Delivery = Welcome | Snapshot | SessionEvent | SessionSignal | RefusedFrame;

export type Effect =
  | { readonly does: "open"; readonly socket: number; readonly epoch: string | null; readonly seq: number }
  | { readonly does: "close"; readonly code: number }
  | { readonly does: "send"; readonly frame: ClientFrame }
  | { readonly does: "deliver"; readonly frame: Delivery }
  /** The command of this `cid` has had its effect, now or in an earlier attempt. */
  | { readonly does: "settle"; readonly cid: string }
  | { readonly does: "wake"; readonly timer: Timer; readonly afterMs: number }
  | { readonly does: "rest"; readonly timer: Timer }
  | { readonly does: "probe" };

export type Step = readonly [Connection, readonly Effect[]];

export const UNCONNECTED: Connection = {
  phase: "waiting",
  socket: 0,
  epoch: null,
  seq: 0,
  replayUntil: 0,
  unanswered: [],
  signals: NO_SIGNALS,
  shown: [],
  failures: 0,
  liveSince: 0,
  heardAt: 0,
  pingIntervalMs: 20_000,
  hidden: false,
  trouble: null,
  restored: false,
  ending: null,
};

/** Whether commands can be sent now; others wait in `unanswered`. */
export function isLive(connection: Connection): boolean {
  return connection.phase === "live";
}

/** Whether a socket exists that could be closed. */
export function hasSocket(connection: Connection): boolean {
  return connection.phase !== "waiting" && connection.phase !== "over";
}
