import { cleanup, render, screen } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { EXAMPLE_SNAPSHOT } from "../state/example-room";
import { ExampleSession } from "./example-session";
import { PagesInStep } from "./pages-in-step.svelte";
import RoomLine from "./room-line.svelte";

function show(who: "carla" | "ada", change: Partial<typeof EXAMPLE_SNAPSHOT> = {}) {
  const session = new ExampleSession(change, who);
  const pages = new PagesInStep(session.live);
  const acts = { onlead: vi.fn(), onoffer: vi.fn(), onretry: vi.fn(), onstay: vi.fn() };
  const props = () => ({
    room: session.room,
    connection: session.live.connection,
    pages,
    isNarrow: false,
    ...acts,
  });
  const { rerender } = render(RoomLine, props());
  return { session, pages, acts, refresh: () => rerender(props()) };
}

const said = () => screen.getByRole("status").textContent.replace(/\s+/g, " ").trim();

describe("the line", () => {
  test("says who leads, and lets the leader ask the other to", async () => {
    const { acts } = show("ada");
    expect(said()).toBe("You are leading. Carla’s screen turns with yours.");
    await userEvent.click(screen.getByRole("button", { name: "Let Carla lead" }));
    expect(acts.onoffer).toHaveBeenCalledWith("carla");
  });

  test("tells both of the open question who leads, and keeps the keyboard beside it", async () => {
    const { session, acts, refresh } = show("ada");
    screen.getByRole("button", { name: "Let Carla lead" }).focus();
    session.happen({ type: "leadOffer", userId: "ada", to: "carla" });
    await refresh();
    expect(said()).toBe("Carla is asked to lead. Until then it stays as it is.");
    const back = screen.getByRole("button", { name: "Take it back" });
    await vi.waitFor(() => {
      expect(document.activeElement).toBe(back);
    });
    await userEvent.click(back);
    expect(acts.onoffer).toHaveBeenCalledWith(null);
  });

  test("lets whoever is asked lead, or not", async () => {
    const leadOffer = { by: "ada", to: "carla" };
    const { acts } = show("carla", { live: { ...EXAMPLE_SNAPSHOT.live, leadOffer } });
    expect(said()).toBe("Ada asks you to lead. Ada’s screen turns with yours then.");
    await userEvent.click(screen.getByRole("button", { name: "Take the lead" }));
    expect(acts.onlead).toHaveBeenCalledWith("carla");
    await userEvent.click(screen.getByRole("button", { name: "No, thank you" }));
    expect(acts.onoffer).toHaveBeenCalledWith(null);
  });

  test("says that the other would rather not lead", async () => {
    const leadOffer = { by: "ada", to: "carla" };
    const { session, refresh } = show("ada", { live: { ...EXAMPLE_SNAPSHOT.live, leadOffer } });
    session.happen({ type: "leadOffer", userId: "carla", to: null });
    await refresh();
    expect(said()).toBe("You are leading. Carla would rather not lead now.");
  });

  test("lets whoever follows look around, and come back", async () => {
    const { pages } = show("carla");
    expect(said()).toBe("Ada leads. You see the page that Ada sees.");
    await userEvent.click(screen.getByRole("button", { name: "Look around" }));
    expect(pages.follows).toBe(false);
    await userEvent.click(screen.getByRole("button", { name: "Back to Ada" }));
    expect(pages.follows).toBe(true);
  });

  test("says that the other is not here, or since when", () => {
    const participants = EXAMPLE_SNAPSHOT.participants.map((one) => ({
      ...one,
      presence: "offline" as const,
    }));
    show("carla", { participants });
    expect(said()).toContain("Ada is not here.");
  });

  test("says that all is signed, whether the other sees it or is not here", () => {
    const contract = { ...EXAMPLE_SNAPSHOT.contract, status: "SIGNED" as const };
    show("carla", { contract });
    expect(said()).toBe("Signed and sealed. Ada sees this too. You can stay and talk.");
    cleanup();
    const participants = EXAMPLE_SNAPSHOT.participants.map((one) => ({
      ...one,
      presence: "offline" as const,
    }));
    show("carla", { contract, participants });
    expect(said()).toBe("Signed and sealed. Ada is not here.");
  });

  test("tells of a lost line after two seconds, of trying now after thirty, and that it is over", async () => {
    vi.useFakeTimers();
    const { session, refresh } = show("carla");
    session.lose();
    await refresh();
    expect(said()).toContain("Ada leads.");
    vi.advanceTimersByTime(2_000);
    await refresh();
    expect(said()).toBe("Reconnecting… What you type is kept. Ada sees that you are away.");
    vi.advanceTimersByTime(28_000);
    await refresh();
    expect(screen.getByRole("button", { name: "Try now" })).toBeTruthy();
    session.greet();
    await refresh();
    expect(said()).toBe("Connected again. Nothing was lost.");
    vi.useRealTimers();
  });

  test("warns before an idle session ends", async () => {
    const { session, acts, refresh } = show("carla");
    session.deliver({ type: "sessionIdle", endsAt: "2026-11-24T12:30:00Z" });
    await refresh();
    expect(said()).toContain("Still there?");
    await userEvent.click(screen.getByRole("button", { name: "I am here" }));
    expect(acts.onstay).toHaveBeenCalledOnce();
  });
});
