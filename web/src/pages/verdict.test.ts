import { expect, test } from "vitest";
import type { Verdict } from "../protocol/shapes";
import { verify as words } from "../words/verify";
import { headlineOf } from "./verdict";

const HOLDS = { ok: true, summary: "It holds.", details: [] };
const FAILS = { ok: false, summary: "It does not hold.", details: [] };

function verdict(parts: Partial<Verdict>): Verdict {
  const all = { intact: HOLDS, who: HOLDS, when: HOLDS, complete: HOLDS, ...parts };
  const valid = [all.intact, all.who, all.when, all.complete].every(({ ok }) => ok);
  return { sha256: "ab", sealedAt: null, contractId: null, title: null, auditHead: null, ...all, valid };
}

test.each([
  ["a file that holds in every way is genuine", {}, words.genuine],
  ["a whole file of another platform is not called changed", { who: FAILS }, words.sealedElsewhere],
  ["a changed file is not what was signed", { intact: FAILS, who: FAILS }, words.notGenuine],
  ["a file without all its pages is not what was signed", { complete: FAILS }, words.notGenuine],
])("%s", (_, parts, headline) => {
  expect(headlineOf(verdict(parts))).toBe(headline);
});
