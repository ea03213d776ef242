/** Watches which pages are in view, and tells of each once it was there long enough in a tab that can be seen. */
import { look, nextLook, NOTHING_SHOWN, withDrawn } from "./shown";

export interface View {
  /** The pages that are well in view. */
  readonly pages: () => readonly number[];
  readonly onshown: (pageNumber: number) => void;
}

export class Lookout {
  readonly #view: View;
  #watch = NOTHING_SHOWN;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(view: View) {
    this.#view = view;
  }

  /** Looks, and comes back when the next page has been there long enough. */
  readonly look = (): void => {
    const inView = document.visibilityState === "visible" ? this.#view.pages() : [];
    const now = performance.now();
    const [next, shown] = look(this.#watch, inView, now);
    this.#watch = next;
    shown.forEach((page) => this.#view.onshown(page));
    clearTimeout(this.#again);
    const at = nextLook(next);
    if (at !== null) this.#again = setTimeout(this.look, Math.max(0, at - now) + 1);
  };

  /** A page is drawn: before that there was nothing on it to be seen. */
  drawn(pageNumber: number): void {
    this.#watch = withDrawn(this.#watch, pageNumber);
    this.look();
  }

  /** Forgets everything: another document comes. */
  reset(): void {
    clearTimeout(this.#again);
    this.#watch = NOTHING_SHOWN;
  }
}
