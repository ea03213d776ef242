/** Words of signing in and of following an invitation. */
export const signIn = {
  title: "Sign in",
  intro: "We send you a link by e-mail. There is no password.",
  email: "Your e-mail address",
  send: "Send me a link",
  sending: "Sending…",
  emailMissing: "Enter the e-mail address that you use here.",
  emailOdd: "An e-mail address looks like name@example.com.",
  sentTitle: "Look into your mailbox",
  sent: (email: string) =>
    `If ${email} is known here, a link is on its way. It works once, for 15 minutes, on this device or another.`,
  mailbox: "Open the mailbox on this machine",
  other: "Use another address",
  landingTitle: "One step to your contracts",
  landing: "Press the button to sign in on this device. The link works once.",
  joinTitle: "You are invited to a contract",
  join: "Press the button to open it on this device. Nothing is signed by that.",
  go: "Sign in",
  going: "Signing in…",
  open: "Open the contract",
  opening: "Opening…",
  goneTitle: "This link has been used or is too old",
  gone: "A link works once. Ask for a new one, it takes a minute.",
  joinGone:
    "Already opened it on this device? Your contract is there. If not, ask your advisor for a new link.",
  newLink: "Get a new link",
} as const;
