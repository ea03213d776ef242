/** The live room for the screen: the session's state and connection as reactive values, and what one can do. */
import {
  connect,
  type Connection,
  type Delivery,
  type Happening,
  isLive,
  UNCONNECTED,
} from "@livecontract/client";
import type {
  ClientCommand,
  ClientSignal,
  Document,
  FieldValue,
  RefusedFrame,
  SessionEvent,
  SessionSignal,
  Snapshot,
  Welcome,
} from "../protocol/frames";
import { fill, refuse, settle } from "../state/edits";
import { applyEvent, applySignal } from "../state/events";
import { enterRoom, pagesOf, type Room, withPages } from "../state/room";
import { type OpenSession, probe } from "./session";

type WithoutCid<Command> = Command extends ClientCommand ? Omit<Command, "cid"> : never;

/** What became of a command: it had its effect, or this is why not. */
export type Outcome = { readonly isDone: true } | { readonly isDone: false; readonly refused: RefusedFrame };

/** What changes the room for good: an event, or the whole state. */
export type News = SessionEvent | Snapshot;

type Listener = (news: News, room: Room) => void;

/** A session that is being taken part in; `close` ends that. */
export class LiveRoom {
  room = $state.raw<Room | null>(null);
  connection = $state.raw<Connection>(UNCONNECTED);

  #welcome: Welcome | null = null;
  #listeners: readonly Listener[] = [];
  #waiting: Readonly<Record<string, (outcome: Outcome) => void>> = {};
  readonly #happen: (happening: Happening) => void;
  readonly #stopWatching: () => void;

  constructor(session: OpenSession) {
    this.#happen = connect({
      url: session.webSocketUrl,
      deliver: (frame) => this.#deliver(frame),
      settle: (cid) => this.#settle(cid),
      changed: (connection) => (this.connection = connection),
      probe: () => probe(session.sessionId),
    });
    this.#stopWatching = watchBrowser((what) => this.#happen({ what }));
    this.#happen({ what: "start" });
  }

  /** Whether commands reach the server now. */
  get isLive(): boolean {
    return isLive(this.connection);
  }

  /** Sends a command, now or as soon as there is a line; resolves when the server has answered. */
  act(command: WithoutCid<ClientCommand>): Promise<Outcome> {
    const cid = crypto.randomUUID();
    return new Promise((resolve) => {
      this.#waiting = { ...this.#waiting, [cid]: resolve };
      this.#happen({ what: "command", command: { ...command, cid } as ClientCommand });
    });
  }

  /** The numbering that the server is in; another one means that it has forgotten what passes. */
  get epoch(): string | null {
    return this.#welcome?.epoch ?? null;
  }

  /** Whether an event comes of a command of this very tab, which has no answer but this one. */
  isOwn({ cid }: SessionEvent): boolean {
    return cid !== null && cid in this.#waiting;
  }

  signal(signal: ClientSignal): void {
    this.#happen({ what: "signal", signal });
  }

  /** Fills in a field of one's own; it is on the screen at once. */
  fill(fieldId: string, value: FieldValue): void {
    if (this.room) this.#send(fill(this.room, fieldId, value, crypto.randomUUID()));
  }

  /** A page has been in one's own view. */
  show(documentId: string, pageNumber: number): void {
    if (!this.room) return;
    const { me, pagesShown } = this.room;
    if (pagesOf(pagesShown, me.userId, documentId).includes(pageNumber)) return;
    this.room = { ...this.room, pagesShown: withPages(pagesShown, me.userId, documentId, [pageNumber]) };
    this.signal({ type: "pageShown", documentId, pageNumber });
  }

  /** Takes over documents with fresh addresses, or with their sealed files. */
  renew(documents: readonly Document[]): void {
    if (this.room) this.room = { ...this.room, documents };
  }

  /** Tries to connect now instead of waiting. */
  retry(): void {
    this.#happen({ what: "retry" });
  }

  /** Hears all news after they have changed the room; returns what ends that. */
  listen(listener: Listener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => (this.#listeners = this.#listeners.filter((one) => one !== listener));
  }

  /** Leaves the session for good. */
  close(): void {
    this.#stopWatching();
    this.#happen({ what: "leave" });
  }

  #deliver(frame: Delivery): void {
    if (frame.type === "welcome") this.#welcome = frame;
    else if (frame.type === "refused") this.#refuse(frame);
    else if (frame.type === "snapshot") this.#enter(frame);
    else if (this.room && isSignal(frame)) this.room = applySignal(this.room, frame);
    else if (this.room && !isSignal(frame)) this.#hear(applyEvent(this.room, frame), frame);
  }

  #enter(snapshot: Snapshot): void {
    if (this.#welcome) this.#hear(enterRoom(this.#welcome, snapshot, this.room), snapshot);
  }

  #hear(after: Room, news: News): void {
    this.room = after;
    this.#listeners.forEach((listener) => listener(news, after));
  }

  #settle(cid: string): void {
    if (this.room) this.#send(settle(this.room, cid, crypto.randomUUID()));
    this.#answer(cid, { isDone: true });
  }

  #refuse(refused: RefusedFrame): void {
    if (this.room) this.room = refuse(this.room, refused);
    if (refused.cid !== null) this.#answer(refused.cid, { isDone: false, refused });
  }

  #answer(cid: string, outcome: Outcome): void {
    const { [cid]: resolve, ...others } = this.#waiting;
    this.#waiting = others;
    resolve?.(outcome);
  }

  #send([next, command]: [Room, ClientCommand | null]): void {
    this.room = next;
    if (command) this.#happen({ what: "command", command });
  }
}

const SIGNALS: ReadonlySet<string> = new Set(["pointer", "viewport", "typing", "pageShown", "sessionIdle"]);

function isSignal(frame: SessionEvent | SessionSignal): frame is SessionSignal {
  return SIGNALS.has(frame.type);
}

type BrowserNews = "online" | "offline" | "visible" | "hidden";

/**
 * Tells of the network coming and going, and of the tab being looked at or not.
 *
 * A page that somebody turned away from is put by for the way back, with its socket open and nobody behind it. It
 * counts as offline, so that the other person is not left believing that somebody still reads.
 */
function watchBrowser(tell: (news: BrowserNews) => void): () => void {
  const online = () => tell("online");
  const offline = () => tell("offline");
  const seen = () => tell(document.visibilityState === "visible" ? "visible" : "hidden");
  addEventListener("online", online);
  addEventListener("offline", offline);
  addEventListener("pageshow", online);
  addEventListener("pagehide", offline);
  document.addEventListener("visibilitychange", seen);
  return () => {
    removeEventListener("online", online);
    removeEventListener("offline", offline);
    removeEventListener("pageshow", online);
    removeEventListener("pagehide", offline);
    document.removeEventListener("visibilitychange", seen);
  };
}
