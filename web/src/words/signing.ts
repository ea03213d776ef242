/** Words of the signing dialog. */
import { counted, listed } from "./format";

export const signing = {
  title: "Review and sign",
  what: "What you sign",
  seenAll: (title: string, pages: number) =>
    pages === 1
      ? `${title}, 1 page. You have seen it.`
      : `${title}, ${String(pages)} pages. You have seen all of them.`,
  documents: "Documents",
  pages: (count: number) => counted(count, "page"),
  values: "Values",
  noValue: "left empty",
  allValues: (count: number) => `See all ${String(count)} values`,
  fewerValues: "See fewer values",
  who: "Who signs",
  you: (name: string) => `${name} (you)`,
  now: "now",
  afterYou: "after you",
  signedAt: (time: string) => `signed ${time}`,
  fingerprint: "Fingerprint of these pages and values",
  sameAs: (name: string) => `, the same on ${name}’s screen`,
  comparing: "Comparing with the server…",
  yours: "Your signature",
  way: "How you sign",
  type: "Type",
  draw: "Draw",
  face: "Handwriting",
  faceMissing: "This hand does not have all letters of your name.",
  drawHere: "Draw your signature here",
  drawHint: "Draw with the mouse, a pen or your finger.",
  clear: "Clear",
  preview: (page: number) => `On page ${String(page)} it will look like this`,
  previewCertificate: "On the certificate page it will look like this",
  signsHere: (name: string) => `${name} signs here`,
  consent: "Your agreement",
  signAs: (name: string) => `Sign as ${name}`,
  signing: "Signing…",
  back: "Back to the contract",
  goToPage: (page: number) => `Go to page ${String(page)}`,
  tickFirst: "Read the text above and tick it to agree.",
  drawFirst: "Draw your signature first.",
  typeFaceFirst: "Choose another hand, or draw your signature.",
  offline: "Signing opens again when you are connected.",
  notSame:
    "Your screen and the server do not show the same contract. Load the page again, then look through it once more.",
  unknown: "The server cannot be asked at the moment whether your screen shows the contract as it is.",
  again: "Ask again",
  reload: "Load the page again",
  changed: (page: number | null) =>
    page === null
      ? "The contract changed while you read it. Look through it again, then sign."
      : `The contract changed while you read it. Look at page ${String(page)}, then sign.`,
  signedNext: (others: readonly string[]) =>
    `Signed. ${listed(others)} ${others.length === 1 ? "signs" : "sign"} next.`,
  signedLast: "Signed. The seal is being made.",
} as const;
