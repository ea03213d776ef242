/** Words that many pages share. */
export const app = {
  name: "Live Contract",
  loading: "Loading…",
  backToContracts: "Contracts",
  toContracts: "Go to your contracts",
  skipToMain: "To the page",
  skipToTodo: "To what is left",
  account: (name: string) => `Your account, ${name}`,
  signOut: "Sign out",
  close: "Close",
  checkAFile: "Check a signed file",
  appearance: "Appearance",
  themes: { auto: "As on this device", light: "Light", dark: "Dark" },
  you: (name: string) => `${name} (you)`,
  status: {
    DRAFT: "Draft",
    REVIEW: "Review",
    SIGNED: "Signed",
    DECLINED: "Declined",
    VOIDED: "Voided",
  },
  statusLabel: "Status",
} as const;

/** What went wrong, and the way out. */
export const trouble = {
  notFoundTitle: "This page is not here",
  notFound: "The address may be mistyped, or the contract belongs to other people.",
  unreachableTitle: "The server does not answer",
  unreachable: "Check your connection. Nothing you saved is lost.",
  brokenTitle: "Something went wrong here",
  broken: "This is our mistake, not yours. Nothing you saved is lost.",
  reference: (reference: string) => `Reference: ${reference}`,
  again: "Try again",
} as const;
