import { render, screen } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import DrawingTrouble from "./drawing-trouble.svelte";
import { Drawing } from "./drawing.svelte";
import { ExampleSession } from "./example-session";

/** So many strokes that the server refuses. */
async function refuse(count: number) {
  const session = new ExampleSession();
  const drawing = new Drawing(session.live, () => "d1");
  const ondone = vi.fn();
  drawing.choose("pen");
  for (let number = 0; number < count; number += 1) {
    drawing.press({ pageNumber: 1, x: 10, y: 10 + number });
    drawing.lift();
    session.refuse(session.sent("annotationAdd").at(-1)?.cid ?? "", "There is no room.");
  }
  await vi.waitFor(() => {
    expect(drawing.unsent.filter(({ problem }) => problem !== null)).toHaveLength(count);
  });
  render(DrawingTrouble, { drawing, ondone });
  return { session, drawing, ondone };
}

test("a drawing that was refused is not lost in silence, and can be sent again", async () => {
  const { session, ondone } = await refuse(1);
  expect(screen.getByRole("alert").textContent).toContain(
    "What you drew last is only on your screen. There is no room.",
  );
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(session.sent("annotationAdd")).toHaveLength(2);
  expect(ondone).toHaveBeenCalledOnce();
});

test("several are given up at once", async () => {
  const { drawing } = await refuse(3);
  expect(screen.getByRole("alert").textContent).toContain("3 of your drawings are only on your screen.");
  await userEvent.click(screen.getByRole("button", { name: "Take them away" }));
  expect(drawing.unsent).toEqual([]);
  expect(screen.queryByRole("alert")).toBeNull();
});
