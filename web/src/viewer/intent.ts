/** Tells scrolling by hand from scrolling that the page did itself, since only the former means "look here". */

/** A touch goes on scrolling after the finger has left; each movement within this time belongs to it. */
const LINGERS_MS = 400;

export interface Intent {
  /** A wheel, a finger, a key or a pressed button was used at `at` ms. */
  readonly acted: (at: number) => void;
  /** The view moved at `at` ms; true if a person moved it. */
  readonly moved: (at: number) => boolean;
  /** What moves next was moved by us. */
  readonly forget: () => void;
}

export function watchIntent(): Intent {
  let lastAct = -Infinity;
  return {
    acted: (at) => (lastAct = at),
    moved(at) {
      const isByPerson = at - lastAct <= LINGERS_MS;
      if (isByPerson) lastAct = at;
      return isByPerson;
    },
    forget: () => (lastAct = -Infinity),
  };
}
