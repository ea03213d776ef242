/** The hands that a typed signature can have; their fonts load with the signing dialog. */
import type { Face } from "../protocol/frames";

export interface HandFace {
  readonly face: Face;
  readonly family: string;
  /** Hands differ in how large they look; this makes them alike. */
  readonly size: number;
}

const SACRAMENTO: HandFace = { face: "sacramento", family: "Sacramento", size: 1.18 };

export const HAND_FACES: readonly HandFace[] = [
  SACRAMENTO,
  { face: "great-vibes", family: "Great Vibes", size: 1.05 },
  { face: "dancing-script", family: "Dancing Script", size: 1 },
  { face: "caveat", family: "Caveat", size: 1.08 },
];

/** The size at which a name in that hand takes up at most the width of its box, as a CSS length. */
export function sizeFor(hand: HandFace, text: string, largestRem: number): string {
  return `min(${String(largestRem * hand.size)}rem, ${String(170 / Math.max(8, text.length))}cqi)`;
}

/** The hand of that name. */
export function handFace(face: Face): HandFace {
  return HAND_FACES.find((one) => one.face === face) ?? SACRAMENTO;
}

/** Loads the fonts that `text` needs, and returns the hands that have every letter of it. */
export async function facesFor(text: string): Promise<Face[]> {
  await import("./hand-faces.css");
  await Promise.all(HAND_FACES.map(({ family }) => document.fonts.load(`32px "${family}"`, text)));
  const measure = document.createElement("canvas").getContext("2d");
  return HAND_FACES.filter(({ family }) => measure === null || hasLetters(measure, family, text)).map(
    ({ face }) => face,
  );
}

/** Letters that a font lacks are taken from the font after it, so their width depends on which one that is. */
function hasLetters(measure: CanvasRenderingContext2D, family: string, text: string): boolean {
  const widthBefore = (fallback: string, letter: string): number => {
    measure.font = `32px "${family}", ${fallback}`;
    return measure.measureText(letter).width;
  };
  const letters = [...new Set(text.normalize("NFC").replace(/\s/gu, ""))];
  return letters.every((letter) => widthBefore("monospace", letter) === widthBefore("sans-serif", letter));
}
