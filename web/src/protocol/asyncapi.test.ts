import { Ajv } from "ajv";
import metaschema from "@asyncapi/specs/schemas/3.0.0.json";
import { expect, test } from "vitest";
import published from "../../../protocol/asyncapi.json";

const messages = Object.entries(published.components.messages);

test("the description of the live session is AsyncAPI 3.0, as its authors' schema has it", () => {
  // It brings the schema of schemas along, and formats that are descriptions only.
  const ajv = new Ajv({ meta: false, validateSchema: false, validateFormats: false, strict: false });
  const isValid = ajv.compile(metaschema);

  isValid(published);

  expect(isValid.errors).toBeNull();
  expect(isValid({ ...published, channels: { session: { address: 7 } } })).toBe(false);
});

test.each(messages)("the schema of %s takes its example, and nothing that it does not name", (_, message) => {
  const ajv = new Ajv({ allErrors: true, strict: false }).addSchema({ $id: "published", ...published });
  const isFrame = ajv.compile({ $ref: `published${message.payload.$ref}` });
  const example = message.examples[0]?.payload;

  isFrame(example);

  expect(isFrame.errors).toBeNull();
  expect(isFrame({ ...example, weather: "grey" })).toBe(false);
  expect(isFrame({ ...example, type: "weather" })).toBe(false);
});
