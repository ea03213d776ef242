/** A client of live sessions: connects, comes back, says again what had no answer, hands events on in order and once. */
export type { Ending } from "./closing.ts";
export {
  type Connection,
  type Delivery,
  hasSocket,
  type Input,
  isLive,
  type Phase,
  type Trouble,
  UNCONNECTED,
  type Verdict,
} from "./connection.ts";
export type * from "./frames.ts";
export { connect, type Happening, type Line } from "./socket.ts";
export { after, afterEvent, afterSignal, nameOf, pagesOf, type View, withPages } from "./view.ts";
