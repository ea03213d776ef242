import { render, screen } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { describe, expect, it, vi } from "vitest";
import Button from "./button.svelte";

const children = createRawSnippet(() => ({ render: () => "<span>Sign as Carla</span>" }));

function shown(properties: Record<string, unknown>) {
  const onclick = vi.fn();
  render(Button, { children, onclick, ...properties });
  return { onclick, button: screen.getByRole("button") };
}

describe("a button", () => {
  it("acts when it is pressed", async () => {
    const { onclick, button } = shown({});
    await userEvent.click(button);
    expect(onclick).toHaveBeenCalledOnce();
  });

  it("that is off takes the focus, names its reason and does nothing", async () => {
    const { onclick, button } = shown({ off: true, describedBy: "why" });
    await userEvent.click(button);
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute("aria-describedby")).toBe("why");
    expect(onclick).not.toHaveBeenCalled();
  });

  it("that is busy says what it does and cannot be pressed again", async () => {
    const { onclick, button } = shown({ busy: "Signing…" });
    await userEvent.click(button);
    expect(button.textContent).toContain("Signing…");
    expect(onclick).not.toHaveBeenCalled();
  });
});
