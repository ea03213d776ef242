import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Contract, Document } from "../protocol/frames";
import { canonicalJson } from "./canonical-json";
import { digestOf, fingerprint } from "./digest";
import { EXAMPLE_CONTRACT, EXAMPLE_DOCUMENT } from "./example-room";

const VECTOR = new URL("../../../protocol/examples/digest.json", import.meta.url);

test("members are sorted, numbers and strings written in one way only", () => {
  expect(canonicalJson({ b: [1.0, 0.1, 1e21, -0], a: { é: '\u0007\n"', Z: null, z: true } })).toBe(
    '{"a":{"Z":null,"z":true,"é":"\\u0007\\n\\""},"b":[1,0.1,1e+21,0]}',
  );
});

test("the digest does not depend on the order in which things arrive", async () => {
  const fields = [...EXAMPLE_DOCUMENT.fields].reverse();
  const signers = [...EXAMPLE_CONTRACT.signers].reverse();
  const other = await digestOf({ ...EXAMPLE_CONTRACT, signers }, [{ ...EXAMPLE_DOCUMENT, fields }]);
  expect(other).toBe(await digestOf(EXAMPLE_CONTRACT, [EXAMPLE_DOCUMENT]));
  expect(other).toMatch(/^[0-9a-f]{64}$/);
});

test("every value on the screen is part of the digest", async () => {
  const fields = EXAMPLE_DOCUMENT.fields.map((field) => ({ ...field, value: "3140.00" }));
  const changed = await digestOf(EXAMPLE_CONTRACT, [{ ...EXAMPLE_DOCUMENT, fields }]);
  expect(changed).not.toBe(await digestOf(EXAMPLE_CONTRACT, [EXAMPLE_DOCUMENT]));
});

test("people compare four groups of four", () => {
  expect(fingerprint("7c1e04b9d2a658f3aaaa")).toBe("7c1e 04b9 d2a6 58f3");
});

test("the server computes the same digest of the same contract", async () => {
  const { content, digest } = JSON.parse(readFileSync(VECTOR, "utf8")) as {
    readonly content: Contract & { readonly documents: readonly Document[] };
    readonly digest: string;
  };
  const upsideDown = { ...content, signers: [...content.signers].reverse() };
  const documents = content.documents.map((document) => ({
    ...document,
    fields: [...document.fields].reverse(),
  }));
  expect(await digestOf(upsideDown, documents)).toBe(digest);
});
