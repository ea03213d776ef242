/** Runs the effects of the connection reducer on a real WebSocket and real timers. */
import type { ClientFrame, ServerFrame } from "../protocol/frames";
import { addressOf } from "./address";
import type { Connection, Delivery, Effect, Input, Timer, Verdict } from "./connection";
import { UNCONNECTED } from "./connection";
import { advance } from "./reducer";

/** What happened, before it gets its time and its random number. */
export type Happening = Input extends infer One
  ? One extends Input
    ? Omit<One, "at" | "chance">
    : never
  : never;

/** The other end of the effects: who is told what. `url` is the session's WebSocket. */
export interface Line {
  readonly url: string;
  readonly deliver: (frame: Delivery) => void;
  readonly settle: (cid: string) => void;
  readonly changed: (connection: Connection) => void;
  readonly probe: () => Promise<Verdict>;
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
    line.changed(state);
  }

  function run(effect: Effect): void {
    if (effect.does === "open") open(effect.socket, effect.epoch, effect.seq);
    else if (effect.does === "close") socket?.close(effect.code);
    else if (effect.does === "send") send(effect.frame);
    else if (effect.does === "deliver") line.deliver(effect.frame);
    else if (effect.does === "settle") line.settle(effect.cid);
    else if (effect.does === "probe")
      void line.probe().then((verdict) => happen({ what: "probed", verdict }));
    else setTimer(effect.timer, effect.does === "wake" ? effect.afterMs : null);
  }

  function open(number: number, epoch: string | null, seq: number): void {
    socket = new WebSocket(addressOf(line.url, location.href, epoch, seq), PROTOCOL);
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
