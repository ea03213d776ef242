/** What can be done with a field, for tests: everything is noted, and everything suggested goes through. */
import { vi } from "vitest";

export function exampleActs() {
  return {
    keep: vi.fn(),
    type: vi.fn(),
    stand: vi.fn(),
    next: vi.fn(),
    open: vi.fn(),
    suggest: vi.fn(() => Promise.resolve<string | null>(null)),
    openSuggestion: vi.fn(),
    answer: vi.fn(),
    step: vi.fn(),
  };
}
