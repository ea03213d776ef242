/** Words of the mailbox of this machine, where mails go as long as no mail server is set up. */
export const mailbox = {
  title: "Mailbox of this machine",
  intro:
    "No mail server is set up here, so letters stay on this machine. Only people at this machine can read them.",
  to: (address: string) => `To ${address}`,
  open: "Open the link",
  emptyTitle: "No letters yet",
  empty: "Sign-in links and invitations appear here.",
  refresh: "Look again",
} as const;
