/** One's own pointer, shown to the other: by mouse, by a tap, or by the arrow keys. */
import type { PagePoint } from "../viewer/geometry";
import type { LiveRoom } from "./live-room.svelte";

/** How far an arrow key moves the pointer, in points. */
const STEP = 8;
const SMALL_STEP = 1;
/** How long a tap stays on the other's screen. */
const TAP_MS = 2_000;

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Pointing {
  /** Whether the mouse is shown to the other. */
  isOn = $state(true);
  /** Where one points with the keys; null while the mouse does it. */
  byKeys = $state.raw<PagePoint | null>(null);

  readonly #live: LiveRoom;
  readonly #documentId: () => string | null;
  #last: PagePoint | null = null;
  #tap: ReturnType<typeof setTimeout> | undefined;

  constructor(live: LiveRoom, documentId: () => string | null) {
    this.#live = live;
    this.#documentId = documentId;
  }

  toggle(): void {
    this.isOn = !this.isOn;
    if (!this.isOn) this.#hide();
  }

  /** Turns pointing with the keys on at a place, or off. */
  toggleKeys(place: PagePoint): void {
    if (this.byKeys) this.#hide();
    else this.#showByKeys(place);
  }

  /** Turns pointing with the keys on at a place, unless it is on. */
  startKeys(place: PagePoint): void {
    if (!this.byKeys) this.#showByKeys(place);
  }

  /** Moves the pointer if the key is an arrow and the keys point; true if it did. */
  move(key: string, isSmall: boolean): boolean {
    const direction = MOVES[key];
    if (!direction || !this.byKeys) return false;
    const [across, down] = direction;
    const step = isSmall ? SMALL_STEP : STEP;
    const { pageNumber, x, y } = this.byKeys;
    this.#showByKeys({ pageNumber, x: x + across * step, y: y + down * step });
    return true;
  }

  /** The mouse, a pen or a finger is at a place of the paper, or has left it. */
  point(place: PagePoint | null, event: PointerEvent): void {
    if (!this.isOn) return;
    if (place === null) this.#hide();
    else if (event.pointerType !== "touch") this.#show(place);
    else if (event.type === "pointerdown") this.#showForAWhile(place);
  }

  #showByKeys(place: PagePoint): void {
    this.byKeys = place;
    this.isOn = true;
    this.#show(place);
  }

  #showForAWhile(place: PagePoint): void {
    this.#show(place);
    clearTimeout(this.#tap);
    this.#tap = setTimeout(() => this.#hide(), TAP_MS);
  }

  #show(place: PagePoint): void {
    this.#last = place;
    this.#say(place, true);
  }

  #hide(): void {
    this.byKeys = null;
    if (this.#last) this.#say(this.#last, false);
    this.#last = null;
  }

  #say({ pageNumber, x, y }: PagePoint, visible: boolean): void {
    const documentId = this.#documentId();
    if (documentId !== null) this.#live.signal({ type: "pointer", documentId, pageNumber, x, y, visible });
  }
}
