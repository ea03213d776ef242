import { tick } from "svelte";
import { beforeEach, describe, expect, test } from "vitest";
import type { Anchor } from "../protocol/frames";
import { EXAMPLE_SNAPSHOT, EXAMPLE_WELCOME } from "../state/example-room";
import { ExampleSession } from "./example-session";
import { PagesInStep } from "./pages-in-step.svelte";

const FIRST = { x: 300, y: 400 };

/** A paper that remembers where it was turned to. */
class Paper {
  readonly turns: [number, Anchor | null][] = [];
  isInView = () => false;
  goTo = (pageNumber: number, anchor: Anchor | null = null) => void this.turns.push([pageNumber, anchor]);
}

async function open(who: "carla" | "ada" = "carla", live = EXAMPLE_SNAPSHOT.live) {
  const session = new ExampleSession({ live }, who);
  const pages = new PagesInStep(session.live);
  const paper = new Paper();
  session.live.listen((news, room) => pages.hear(news, room));
  pages.attach(paper);
  await tick();
  return { session, pages, paper };
}

beforeEach(() => document.body.replaceChildren());

describe("whoever leads", () => {
  test("turns the pages for both", async () => {
    const { session, pages, paper } = await open("ada");
    await pages.turn(2);
    expect(paper.turns.at(-1)).toEqual([2, null]);
    expect(session.sent("pageChange")).toMatchObject([{ documentId: "d1", pageNumber: 2 }]);
  });

  test("puts another document in front of both before turning its pages", async () => {
    const { session, pages } = await open("ada");
    const turned = pages.turn(3, "d2");
    const [load] = session.sent("loadDocument");
    expect(session.sent("pageChange")).toEqual([]);
    session.happen(
      { type: "loadDocument", userId: "ada", documentId: "d2", pageCount: 4, sha256: "cc", fileUrl: "/d2" },
      load?.cid ?? null,
    );
    await turned;
    expect(load?.documentId).toBe("d2");
    expect(session.sent("pageChange")).toMatchObject([{ documentId: "d2", pageNumber: 3 }]);
  });

  test("shares where a person scrolled to, and keeps what the screen did by itself", async () => {
    const { session, pages } = await open("ada");
    pages.viewed({ pageNumber: 1, ...FIRST }, false);
    expect(session.sent("pageChange")).toEqual([]);
    pages.viewed({ pageNumber: 1, ...FIRST }, true);
    expect(session.sent("pageChange")).toMatchObject([{ pageNumber: 1, anchor: FIRST }]);
  });

  test("shows a place on its own screen only, in the middle of the view", async () => {
    const { session, pages, paper } = await open("ada");
    await pages.showHere("d1", 2, { x: 60, y: 200, width: 200, height: 60 });
    expect(paper.turns.at(-1)).toEqual([2, { x: 160, y: 230 }]);
    expect(session.sent("pageChange")).toEqual([]);
  });

  test("is not moved by the echo of an own turn", async () => {
    const { session, pages, paper } = await open("ada");
    await pages.turn(3);
    const [turn] = session.sent("pageChange");
    session.happen({ type: "pageChange", userId: "ada", documentId: "d1", pageNumber: 3 }, turn?.cid ?? null);
    expect(paper.turns).toHaveLength(2);
  });

  test("goes along when the same person turns a page on another screen", async () => {
    const { session, paper } = await open("ada");
    session.happen({ type: "pageChange", userId: "ada", documentId: "d1", pageNumber: 3 }, "of the phone");
    expect(paper.turns.at(-1)).toEqual([3, null]);
    expect(session.sent("pageChange")).toEqual([]);
  });

  test.each([
    ["says where both are once the server has forgotten it", "e2", 1, [{ pageNumber: 2 }]],
    ["goes where the same person was on another screen meanwhile", EXAMPLE_SNAPSHOT.epoch, 3, []],
  ])("after a loss %s", async (_what, epoch, pageNumber, sent) => {
    const { session, pages, paper } = await open("ada");
    pages.viewed({ pageNumber: 2, ...FIRST }, false);
    session.deliver({ ...EXAMPLE_WELCOME, userId: "ada", role: "ADVISOR", epoch });
    session.deliver({ ...EXAMPLE_SNAPSHOT, epoch, live: { ...EXAMPLE_SNAPSHOT.live, pageNumber } });
    expect(session.sent("pageChange")).toMatchObject(sent);
    expect(paper.turns.some(([turned]) => turned === 3)).toBe(pageNumber === 3);
  });
});

describe("whoever follows", () => {
  test("arrives where the other is, and goes along", async () => {
    const { session, paper } = await open("carla", { ...EXAMPLE_SNAPSHOT.live, pageNumber: 3 });
    session.happen({ type: "pageChange", userId: "ada", documentId: "d1", pageNumber: 2, anchor: FIRST });
    expect(paper.turns).toEqual([
      [3, null],
      [2, FIRST],
    ]);
  });

  test("is elsewhere after turning alone, and comes back on request", async () => {
    const { session, pages, paper } = await open();
    await pages.turn(2);
    pages.viewed({ pageNumber: 2, ...FIRST }, false);
    session.happen({ type: "pageChange", userId: "ada", documentId: "d1", pageNumber: 3 });
    expect(pages.step).toBe("elsewhere");
    expect(session.sent("pageChange")).toEqual([]);
    pages.backToOther();
    expect(paper.turns.at(-1)).toEqual([3, null]);
    expect(pages.step).toBe("following");
  });

  test("is not pulled out of a field that is being typed in", async () => {
    const { session, pages, paper } = await open();
    pages.viewed({ pageNumber: 1, ...FIRST }, false);
    document.body.innerHTML = `<div data-field="name"><input /></div>`;
    document.querySelector("input")?.focus();
    session.happen({ type: "pageChange", userId: "ada", documentId: "d1", pageNumber: 2 });
    expect(paper.turns).toHaveLength(1);
    expect(pages.step).toBe("elsewhere");
  });

  test("leads from the moment the lead is handed over", async () => {
    const { session, pages } = await open();
    session.happen({ type: "leadChange", userId: "ada", lead: "carla" });
    await pages.turn(2);
    expect(pages.step).toBe("leading");
    expect(session.sent("pageChange")).toMatchObject([{ pageNumber: 2 }]);
  });

  test("brings the other along when the lead comes while looking around", async () => {
    const { session, pages } = await open();
    await pages.turn(3);
    pages.viewed({ pageNumber: 3, ...FIRST }, false);
    expect(pages.step).toBe("elsewhere");
    session.happen({ type: "leadChange", userId: "ada", lead: "carla" });
    expect(session.sent("pageChange")).toMatchObject([{ documentId: "d1", pageNumber: 3 }]);
    session.happen({ type: "leadChange", userId: "carla", lead: "ada" });
    expect(pages.step).toBe("following");
  });

  test("turns nobody's page when the lead comes on the page that both see", async () => {
    const { session, pages } = await open();
    pages.viewed({ pageNumber: 1, ...FIRST }, false);
    session.happen({ type: "leadChange", userId: "ada", lead: "carla" });
    expect(session.sent("pageChange")).toEqual([]);
  });
});

test("the other is told which page one looks at, once per page", async () => {
  const { session, pages } = await open();
  pages.viewed({ pageNumber: 1, ...FIRST }, true);
  pages.viewed({ pageNumber: 1, x: 0, y: 500 }, true);
  expect(session.sent("viewport")).toEqual([{ type: "viewport", documentId: "d1", pageNumber: 1 }]);
});
