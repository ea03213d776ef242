import { render, screen } from "@testing-library/svelte";
import { createRawSnippet, tick } from "svelte";
import { describe, expect, it, vi } from "vitest";
import Dialog from "./dialog.svelte";

const children = createRawSnippet(() => ({ render: () => "<p>Nothing is sent yet.</p>" }));

describe("a dialog", () => {
  it("puts the focus on its heading when it opens", async () => {
    render(Dialog, { open: true, title: "New contract", children });
    await tick();
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "New contract" }));
  });

  it("has a way out of its own where it needs one", async () => {
    const onclose = vi.fn();
    render(Dialog, { open: true, title: "Chat", children, isClosable: true, onclose });
    await tick();
    screen.getByRole("button", { name: "Close" }).click();
    await tick();
    expect(onclose).toHaveBeenCalledOnce();
  });

  it("tells that it was closed and shows nothing any more", async () => {
    const onclose = vi.fn();
    const { container } = render(Dialog, { open: true, title: "New contract", children, onclose });
    await tick();
    container.querySelector("dialog")?.close();
    await tick();
    expect(onclose).toHaveBeenCalledOnce();
    expect(container.textContent).not.toContain("Nothing is sent yet.");
  });
});
