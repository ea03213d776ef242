import { readFile } from "node:fs/promises";
import openapiTS, { COMMENT_HEADER, astToString } from "openapi-typescript";
import { expect, it } from "vitest";

it("The types of the REST interface are those of its description; `npm run types` writes them anew", async () => {
  const description = new URL("../../../protocol/openapi.json", import.meta.url);
  const written = await readFile(new URL("./rest.ts", import.meta.url), "utf8");
  const fresh = COMMENT_HEADER + astToString(await openapiTS(description, { immutable: true }));
  expect(written === fresh).toBe(true);
});
