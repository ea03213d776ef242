/** A session for tests: the room's own code on one end of a wire, the test as the server on the other. */
import { vi } from "vitest";
import type { ClientFrame, ServerFrame, SessionEvent, Snapshot } from "../protocol/frames";
import { EXAMPLE_SESSION, EXAMPLE_SNAPSHOT, EXAMPLE_WELCOME } from "../state/example-room";
import { LiveRoom } from "./live-room.svelte";

type WithoutHead<Event> = Event extends SessionEvent ? Omit<Event, "seq" | "at" | "cid"> : never;

/** What the browser's WebSocket is for the client; the other end belongs to the test. */
class Wire {
  static readonly OPEN = 1;
  static present: Wire;

  readyState = 0;
  readonly sent: ClientFrame[] = [];
  onopen: () => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;

  constructor(readonly url: string) {
    Wire.present = this;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientFrame);
  }

  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = Wire.OPEN;
    this.onopen();
  }

  deliver(frame: ServerFrame): void {
    this.onmessage({ data: JSON.stringify(frame) });
  }
}

export class ExampleSession {
  readonly live: LiveRoom;
  #seq: number;

  constructor(change: Partial<Snapshot> = {}, who: "carla" | "ada" = "carla") {
    vi.stubGlobal("WebSocket", Wire);
    this.#seq = EXAMPLE_SNAPSHOT.seq;
    this.live = new LiveRoom({ ...EXAMPLE_SESSION, webSocketUrl: "ws://localhost/sessions/s1" });
    this.greet(change, who);
  }

  /** The server greets whoever has connected last. */
  greet(change: Partial<Snapshot> = {}, who: "carla" | "ada" = "carla"): void {
    Wire.present.open();
    Wire.present.deliver({ ...EXAMPLE_WELCOME, userId: who, role: who === "carla" ? "CUSTOMER" : "ADVISOR" });
    Wire.present.deliver({ ...EXAMPLE_SNAPSHOT, seq: this.#seq, ...change });
  }

  /** The room as the client holds it; a test that has none fails here. */
  get room() {
    const { room } = this.live;
    if (!room) throw new Error("The room has not been entered.");
    return room;
  }

  /** What the client has sent of a kind, over the present connection. */
  sent<Type extends ClientFrame["type"]>(type: Type): Extract<ClientFrame, { type: Type }>[] {
    const isOfType = (frame: ClientFrame): frame is Extract<ClientFrame, { type: Type }> =>
      frame.type === type;
    return Wire.present.sent.filter(isOfType);
  }

  /** The next event happens. */
  happen(event: WithoutHead<SessionEvent>, cid: string | null = null): void {
    this.#seq += 1;
    Wire.present.deliver({ ...event, seq: this.#seq, at: "2026-11-24T12:10:00Z", cid } as SessionEvent);
  }

  refuse(cid: string, message: string): void {
    Wire.present.deliver({ type: "refused", cid, code: "value_invalid", message, retryable: false });
  }

  deliver(frame: ServerFrame): void {
    Wire.present.deliver(frame);
  }

  /** The line breaks. */
  lose(code = 1006): void {
    Wire.present.onclose({ code });
  }
}
