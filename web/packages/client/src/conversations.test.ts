import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Connection, type Effect, type Input, type Timer, UNCONNECTED } from "./connection.ts";
import type { ClientCommand, ClientSignal, ServerFrame, Snapshot } from "./frames.ts";
import { advance } from "./reducer.ts";
import type { Happening } from "./socket.ts";
import { after } from "./view.ts";

type Frame = Readonly<Record<string, unknown>>;

interface Step {
  readonly start?: true;
  readonly opened?: true;
  readonly receive?: Frame;
  readonly closed?: number;
  readonly wait?: number;
  readonly command?: ClientCommand;
  readonly signal?: ClientSignal;
  readonly leave?: true;
  readonly socket?: number;
  readonly then?: readonly unknown[];
}

interface Conversation {
  readonly about: string;
  readonly chance: number;
  readonly steps: readonly Step[];
  readonly end: {
    readonly phase: string;
    readonly epoch?: string;
    readonly seq: number;
    readonly view?: object;
  };
}

const PROTOCOL = new URL("../../../../protocol/", import.meta.url);
const FOLDER = new URL("conversations/", PROTOCOL);

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, PROTOCOL), "utf8"));

const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

/** The connection with a clock of its own, and the view of everything that was delivered. */
class Player {
  connection: Connection = UNCONNECTED;
  view: Snapshot | null = null;
  #now = 0;
  readonly #timers = new Map<Timer, number>();
  readonly #chance: number;

  constructor(chance: number) {
    this.#chance = chance;
  }

  play(step: Step): Effect[] {
    if (step.wait !== undefined) return this.#wait(this.#now + step.wait * 1000);
    return this.#happen(happeningOf(step, step.socket ?? this.connection.socket));
  }

  #wait(until: number): Effect[] {
    const effects: Effect[] = [];
    for (let due = this.#due(until); due; due = this.#due(until)) {
      const [timer, at] = due;
      this.#timers.delete(timer);
      this.#now = at;
      effects.push(...this.#happen({ what: "timer", timer }));
    }
    this.#now = until;
    return effects;
  }

  #due(until: number): [Timer, number] | undefined {
    return [...this.#timers].filter(([, at]) => at <= until).sort(([, a], [, b]) => a - b)[0];
  }

  #happen(happening: Happening): Effect[] {
    const input = { ...happening, at: this.#now, chance: this.#chance } as Input;
    const [next, effects] = advance(this.connection, input);
    this.connection = next;
    for (const effect of effects) {
      if (effect.does === "deliver") this.view = after(this.view, effect.frame);
      if (effect.does === "wake") this.#timers.set(effect.timer, this.#now + effect.afterMs);
      if (effect.does === "rest") this.#timers.delete(effect.timer);
    }
    return [...effects];
  }
}

function happeningOf(step: Step, socket: number): Happening {
  if (step.opened) return { what: "opened", socket };
  if (step.receive) return { what: "frame", socket, frame: filled(step.receive) as ServerFrame };
  if (step.closed !== undefined) return { what: "closed", socket, code: step.closed };
  if (step.command) return { what: "command", command: step.command };
  if (step.signal) return { what: "signal", signal: step.signal };
  return { what: step.leave ? "leave" : "start" };
}

/** An effect in the words of the scripts; timers are no words of theirs, and closing what is closed is not told. */
function told(effect: Effect, step: Step): unknown[] {
  switch (effect.does) {
    case "open":
      return [{ open: { epoch: effect.epoch, seq: effect.seq } }];
    case "close":
      return step.closed === undefined ? [{ close: effect.code }] : [];
    case "send":
      return [{ send: effect.frame }];
    case "deliver":
      return [{ deliver: effect.frame }];
    case "settle":
      return [{ settle: effect.cid }];
    default:
      return [];
  }
}

function expected(step: Step): unknown[] {
  return (step.then ?? []).map((effect) =>
    effect === "deliver" ? { deliver: filled(step.receive) } : filled(effect),
  );
}

/** The frame with the published example that it names, and that of its items. */
function filled(frame: unknown): unknown {
  if (Array.isArray(frame)) return frame.map(filled);
  if (typeof frame !== "object" || frame === null) return frame;
  const { $example, ...own } = frame as Frame;
  const example = typeof $example === "string" ? (read(`examples/${$example}.json`) as Frame) : {};
  return { ...example, ...Object.fromEntries(Object.entries(own).map(([key, part]) => [key, filled(part)])) };
}

describe.each(names)("%s", (name) => {
  const { about, chance, steps, end } = read(`conversations/${name}`) as Conversation;

  test(about, () => {
    const player = new Player(chance);
    steps.forEach((step, index) => {
      const effects = player.play(step).flatMap((effect) => told(effect, step));
      expect(effects, `step ${index}`).toEqual(expected(step));
    });
    const { phase, epoch, seq } = player.connection;
    expect({ phase, epoch, seq }).toEqual({ phase: end.phase, epoch: end.epoch ?? null, seq: end.seq });
    expect(player.view ?? {}).toMatchObject(end.view ?? {});
  });
});
