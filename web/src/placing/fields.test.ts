import { describe, expect, it } from "vitest";
import type { Field } from "../protocol/shapes";
import {
  canBeSaved,
  fromServer,
  idsAfter,
  newField,
  optionsOf,
  optionsProblem,
  toServer,
  withChange,
} from "./fields";

const RECT = { x: 10, y: 20, width: 100, height: 24 };

function saved(fieldId: string): Field {
  return {
    fieldId,
    documentId: "d",
    kind: "text",
    owner: "CUSTOMER",
    pageNumber: 1,
    rect: RECT,
    label: "Full name",
    required: true,
    options: [],
    value: null,
    version: 0,
    suggestion: null,
    maxLength: 12,
    group: "",
  };
}

describe("saving", () => {
  it("sends a known field under its id and a new one without", () => {
    const { fields, ids } = fromServer([saved("f1")]);
    const all = [...fields, newField("k2", "date", "ADVISOR", 2, RECT, "")];
    expect(toServer(all, ids).map((place) => [place.fieldId, place.kind])).toEqual([
      ["f1", "text"],
      [null, "date"],
    ]);
  });

  it("never sends values, versions or keys", () => {
    const { fields, ids } = fromServer([saved("f1")]);
    expect(Object.keys(toServer(fields, ids)[0] ?? {}).sort()).toEqual(
      [
        "fieldId",
        "kind",
        "owner",
        "pageNumber",
        "rect",
        "label",
        "required",
        "options",
        "maxLength",
        "group",
      ].sort(),
    );
  });

  it("learns the ids in the order of the answer", () => {
    const sent = [
      newField("k1", "text", "CUSTOMER", 1, RECT, ""),
      newField("k2", "text", "CUSTOMER", 1, RECT, ""),
    ];
    expect(idsAfter(sent, [saved("f1"), saved("f2")])).toEqual({ k1: "f1", k2: "f2" });
  });

  it("sends a removed field that came back by undo as a new one", () => {
    const { fields } = fromServer([saved("f1")]);
    expect(toServer(fields, idsAfter([], []))[0]?.fieldId).toBeNull();
  });
});

describe("a choice", () => {
  it("takes its options from lines", () => {
    expect(optionsOf(" 1st \n\n15th\n")).toEqual(["1st", "15th"]);
  });

  it("needs different options", () => {
    expect([optionsProblem([]), optionsProblem(["a", "a"]), optionsProblem(["a"])]).toEqual([
      "missing",
      "twice",
      undefined,
    ]);
  });

  it("without options is not saved yet", () => {
    const choice = newField("k", "choice", "CUSTOMER", 1, RECT, "Option 1");
    expect(canBeSaved([choice])).toBe(true);
    expect(canBeSaved(withChange([choice], "k", { options: [] }))).toBe(false);
  });
});
