import { describe, expect, test } from "vitest";
import type { Drawing as Drawn } from "../protocol/frames";
import { Drawing } from "./drawing.svelte";
import { drawByKey } from "./drawing-keys";
import { ExampleSession } from "./example-session";

const at = (x: number, y: number, pageNumber = 1) => ({ pageNumber, x, y });

function draw(who: "carla" | "ada" = "carla") {
  const session = new ExampleSession({}, who);
  const drawing = new Drawing(session.live, () => "d1");
  return { session, drawing, added: () => session.sent("annotationAdd") };
}

/** The server takes what was sent last, under that id. */
function take(session: ExampleSession, annotationId: string) {
  const sent = session.sent("annotationAdd").at(-1);
  if (!sent) throw new Error("Nothing was sent.");
  const annotation = { annotationId, userId: "carla", at: "2026-11-24T12:10:00Z", drawing: sent.drawing };
  session.happen({ type: "annotationAdd", userId: "carla", annotation }, sent.cid);
}

function stroke(drawing: Drawing) {
  drawing.choose("pen");
  drawing.press(at(10, 10));
  drawing.move(at(20, 10));
  drawing.move(at(20, 30));
  drawing.lift();
}

const INK: Drawn = {
  kind: "ink",
  documentId: "d1",
  pageNumber: 1,
  points: [
    { x: 10, y: 10 },
    { x: 20, y: 10 },
    { x: 20, y: 30 },
  ],
};

describe("a stroke", () => {
  test("is seen as it is drawn, sent when the pen is lifted, and kept until the server has it", async () => {
    const { session, drawing, added } = draw();
    drawing.choose("pen");
    drawing.press(at(10, 10));
    drawing.move(at(20, 10));
    expect(drawing.draft?.kind).toBe("ink");
    expect(added()).toEqual([]);
    drawing.move(at(20, 30));
    drawing.lift();
    expect(added()[0]?.drawing).toEqual(INK);
    expect(drawing.unsent.map((one) => one.drawing)).toEqual([INK]);
    take(session, "a1");
    await expect.poll(() => drawing.unsent).toEqual([]);
    expect(session.room.live.annotations).toHaveLength(1);
  });

  test("stays on the page that it began on", () => {
    const { drawing } = draw();
    drawing.choose("pen");
    drawing.press(at(10, 800));
    drawing.move(at(10, 20, 2));
    drawing.lift();
    expect(drawing.unsent[0]?.drawing).toMatchObject({ pageNumber: 1, points: [{ x: 10, y: 800 }] });
  });

  test("that is drawn while the line is down is sent when it is back", () => {
    const { session, drawing, added } = draw();
    session.lose();
    stroke(drawing);
    expect(drawing.unsent).toHaveLength(1);
    session.live.retry();
    session.greet();
    expect(added()).toHaveLength(1);
  });
});

describe("the marker", () => {
  test("marks the words between two places, or a rectangle where there are none", () => {
    const { drawing, added } = draw();
    const words = [{ x: 72, y: 100, width: 80, height: 12 }];
    drawing.attach({ textAreas: (from) => (from.y < 200 ? words : []) });
    drawing.choose("highlight");
    for (const y of [105, 300]) {
      drawing.press(at(75, y));
      drawing.move(at(150, y + 20));
      drawing.lift();
    }
    expect(added().map(({ drawing: sent }) => sent.kind === "highlight" && sent.areas)).toEqual([
      words,
      [{ x: 75, y: 300, width: 75, height: 20 }],
    ]);
  });

  test("marks nothing when one only presses", () => {
    const { drawing, added } = draw();
    drawing.choose("highlight");
    drawing.press(at(75, 300));
    drawing.lift();
    expect(added()).toEqual([]);
  });
});

describe("a note", () => {
  test("is written at a place, pinned, and the hand points again", () => {
    const { drawing, added } = draw();
    drawing.choose("note");
    drawing.press(at(75, 300));
    drawing.lift();
    expect(drawing.notePlace).toEqual(at(75, 300));
    drawing.noteText = " Is that per year? ";
    drawing.pin();
    expect(added()[0]?.drawing).toMatchObject({
      kind: "note",
      text: "Is that per year?",
      place: { x: 75, y: 300 },
    });
    expect([drawing.tool, drawing.notePlace]).toEqual(["point", null]);
  });

  test("without a word is none", () => {
    const { drawing, added } = draw();
    drawing.choose("note");
    drawing.press(at(75, 300));
    drawing.lift();
    drawing.noteText = "  ";
    drawing.pin();
    expect(added()).toEqual([]);
  });
});

describe("what the server refuses", () => {
  test("stays on one's own screen with the reason, and can be sent again", async () => {
    const { session, drawing, added } = draw();
    stroke(drawing);
    session.refuse(added()[0]?.cid ?? "", "There is no room for another drawing.");
    await expect.poll(() => drawing.unsent[0]?.problem).toBe("There is no room for another drawing.");
    const [refused] = drawing.unsent;
    if (refused) drawing.again(refused);
    expect(added()).toHaveLength(2);
    expect(drawing.unsent.map(({ problem }) => problem)).toEqual([null]);
  });
});

describe("undo", () => {
  test("takes one's own last drawing away, and then the one before", async () => {
    const { session, drawing } = draw();
    for (const id of ["a1", "a2"]) {
      stroke(drawing);
      take(session, id);
      await expect.poll(() => drawing.unsent).toEqual([]);
    }
    drawing.undo();
    drawing.undo();
    expect(session.sent("annotationRemove").map(({ annotationId }) => annotationId)).toEqual(["a2", "a1"]);
    expect(drawing.canUndo).toBe(false);
  });

  test("never takes what the other has drawn", () => {
    const { session, drawing } = draw();
    const annotation = { annotationId: "a1", userId: "ada", at: "2026-11-24T12:10:00Z", drawing: INK };
    session.happen({ type: "annotationAdd", userId: "ada", annotation });
    expect(drawing.canUndo).toBe(false);
    drawing.undo();
    expect(session.sent("annotationRemove")).toEqual([]);
  });

  test("of what is under way takes it from the screen at once, and from the server when it is there", async () => {
    const { session, drawing } = draw();
    stroke(drawing);
    drawing.undo();
    expect(drawing.unsent).toEqual([]);
    take(session, "a1");
    await expect.poll(() => session.sent("annotationRemove").map((one) => one.annotationId)).toEqual(["a1"]);
  });

  test("that the server refuses can be tried again", async () => {
    const { session, drawing } = draw();
    stroke(drawing);
    take(session, "a1");
    await expect.poll(() => drawing.unsent).toEqual([]);
    drawing.undo();
    session.refuse(session.sent("annotationRemove")[0]?.cid ?? "", "Too fast.");
    await expect.poll(() => drawing.canUndo).toBe(true);
  });

  test("works by keyboard but in texts, and Escape puts first the stroke and then the tool away", () => {
    const { drawing } = draw();
    const undone: string[] = [];
    const press = (key: string, target: Element = document.body, ctrlKey = false) => {
      const event = new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true });
      Object.defineProperty(event, "target", { value: target });
      return drawByKey(event, drawing, () => undone.push(key));
    };
    stroke(drawing);
    expect(press("z", document.createElement("textarea"), true)).toBe(false);
    expect(press("z", document.body, true)).toBe(true);
    expect(undone).toEqual(["z"]);
    drawing.press(at(1, 1));
    press("Escape");
    expect([drawing.isDown, drawing.tool]).toEqual([false, "pen"]);
    press("Escape");
    expect(drawing.tool).toBe("point");
    expect(press("Escape")).toBe(false);
  });
});
