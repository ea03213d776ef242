import { beforeEach, expect, test } from "vitest";
import { keepsFocus } from "./keeps-focus";

beforeEach(() => {
  document.body.innerHTML = `
    <aside tabindex="-1"><button id="first"></button>
      <div id="list" tabindex="0"><button id="gone"></button></div>
    </aside>`;
  for (const name of ["aside", "#list"]) keepsFocus(at(name));
  at("#gone").focus();
});

function at(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

test("a control that goes leaves the keyboard in the nearest place that keeps it", async () => {
  at("#gone").remove();
  await expect.poll(() => document.activeElement?.id).toBe("list");
});

test("a place that goes with its control leaves the keyboard to the one around it", async () => {
  at("#list").remove();
  await expect.poll(() => document.activeElement?.id).toBe("first");
});
