/** Runs the effects of the connection reducer on a real WebSocket and real timers. */
import type { ClientFrame, ServerFrame } from "./frames.ts";
import { addressOf } from "./address.ts";
import type { Connection, Delivery, Effect, Input, Timer, Verdict } from "./connection.ts";
import { UNCONNECTED } from "./connection.ts";
import { advance } from "./reducer.ts";

/** What happened, before it gets its time and its random number. */
export type Happening = Input extends infer One
  ? One extends Input
    ? Omit<One, "at" | "chance">
    : never
  : never;

/** Where the session is, and who is told what. */
export interface Line {
  /** The session's WebSocket. */
  readonly url: string;
  /** A bearer token, asked for at each connection; without it the page's cookie has to do. */
  readonly token?: () => string;
  /** What the server says: the greeting, the whole state, events in order and once, signals, refusals. */
  readonly deliver: (frame: Delivery) => void;
  /** The command of this `cid` has had its effect. */
  readonly settle?: (cid: string) => void;
  readonly changed?: (connection: Connection) => void;
  /** Asks over HTTP about a session whose socket cannot be opened; browsers hide the reason. */
  readonly probe?: () => Promise<Verdict>;
}

const PROTOCOL = "livecontract.v1";

/** Makes the connection, and returns the way to tell it what happens; it begins with `start`. */
export function connect(line: Line): (happening: Happening) => void {
  let state = UNCONNECTED;
  let socket: WebSocket | null = null;
  const timers = new Map<Timer, ReturnType<typeof setTimeout>>();

  function happen(happening: Happening): void {
    const [next, effects] = advance(state, { ...happening, at: Date.now(), chance: Math.random() });
    state = next;
    effects.forEach(run);
    line.changed?.(state);
  }

  function run(effect: Effect): void {
    if (effect.does === "open") open(effect.socket, effect.epoch, effect.seq);
    else if (effect.does === "close") socket?.close(effect.code);
    else if (effect.does === "send") send(effect.frame);
    else if (effect.does === "deliver") line.deliver(effect.frame);
    else if (effect.does === "settle") line.settle?.(effect.cid);
    else if (effect.does === "probe")
      void line.probe?.().then((verdict) => happen({ what: "probed", verdict }));
    else setTimer(effect.timer, effect.does === "wake" ? effect.afterMs : null);
  }

  function open(number: number, epoch: string | null, seq: number): void {
    const page = typeof location === "undefined" ? undefined : location.href;
    socket = new WebSocket(addressOf(line.url, page, epoch, seq), protocolsOf(line));
    socket.onopen = () => happen({ what: "opened", socket: number });
    socket.onclose = ({ code }) => happen({ what: "closed", socket: number, code });
    socket.onmessage = ({ data }: MessageEvent<string>) =>
      happen({ what: "frame", socket: number, frame: JSON.parse(data) as ServerFrame });
  }

  function send(frame: ClientFrame): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  function setTimer(timer: Timer, afterMs: number | null): void {
    clearTimeout(timers.get(timer));
    if (afterMs !== null)
      timers.set(
        timer,
        setTimeout(() => happen({ what: "timer", timer }), afterMs),
      );
  }

  return happen;
}

/** Browsers can send no header with a WebSocket, so that a token goes as a second subprotocol. */
function protocolsOf({ token }: Line): string[] {
  return token ? [PROTOCOL, `bearer.${token()}`] : [PROTOCOL];
}
