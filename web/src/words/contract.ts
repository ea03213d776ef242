/** Words of the page of one contract. */
import { counted, listed } from "./format";

export const contract = {
  documents: "Documents",
  pagesOf: (name: string) => `Pages of ${name}`,
  page: (number: number) => `Page ${String(number)}`,
  pageOf: (number: number, count: number) => `Page ${String(number)} of ${String(count)}`,
  back: "Previous page",
  forward: "Next page",
  zoomIn: "Larger",
  zoomOut: "Smaller",
  paper: (name: string) => `The pages of ${name}`,
  noPaper: "Add a PDF, and its pages show here.",
  noPaperYet: (name: string) => `${name} has not added a document yet.`,
  paperFailed: "The pages could not be shown.",
  loadAgain: "Load them again",
  facts: (pages: number, size: string, fields: number) =>
    `${counted(pages, "page")}, ${size}, ${counted(fields, "field")}`,
  more: "More",
  rename: "Change the title",
  takeBack: "Take it back to draft",
  callOff: "Call it off",
  decline: "Decline this contract",
  activity: "Activity",
  views: { pages: "Pages", paper: "Paper", todo: "To do" },
  view: "What to show",
} as const;

export const upload = {
  drop: "Drop a PDF here",
  dropAnother: "Drop another PDF here",
  or: "or",
  choose: "Choose a file",
  note: "Up to 25 MB and 500 pages. Scripts inside are taken out.",
  sending: (name: string) => `Sending ${name}`,
  sent: (percent: string) => `${percent} sent`,
  reading: "Sent. Reading its pages and trying the seal…",
  cancel: "Cancel",
  added: (name: string) => `${name} is added`,
  password: "Password of this PDF",
  passwordNeeded: "This PDF is locked. Enter its password to add it. We use it once and do not keep it.",
  passwordMissing: "Enter the password.",
  unlock: "Unlock and add",
  tryAgain: "Try again",
  dismiss: "Dismiss",
  remove: (name: string) => `Remove ${name}`,
  removeTitle: "Remove this document?",
  removeText: (name: string, fields: number) =>
    fields === 0
      ? `${name} leaves the contract. You can add it again.`
      : `${name} leaves the contract, with its ${counted(fields, "field")} and what is filled in.`,
  removeGo: "Remove the document",
  removing: "Removing…",
  keep: "Keep it",
} as const;

export const draft = {
  title: "Before you send",
  done: (done: number, of: number) => `${String(done)} of ${String(of)} done`,
  isDone: "done",
  isOpen: "still open",
  document: "A document",
  noDocument: "none yet",
  customer: "A customer",
  places: "A place for each signature",
  onPages: (pages: readonly number[]) =>
    `${pages.length === 1 ? "page" : "pages"} ${listed(pages.map(String))}`,
  onCertificate: "on an added last page",
  sealable: "File can be sealed",
  tried: "tried when added",
  notTried: "tried when you add it",
  people: "People",
  signsFirst: "signs first",
  signsSecond: "signs second",
  signs: "signs",
  doesNotSign: "does not sign",
  iSign: "You sign this contract too",
  afterTitle: "After you send",
  after: (name: string) =>
    `${name} gets a link by e-mail, and can read and fill in at once. You go through it together when you both have time.`,
  send: (name: string) => `Send to ${name} for review`,
  sending: "Sending…",
  sendNote: "You can take it back until somebody signs.",
  chooseFirst: "Choose a PDF",
  chooseNote: "The contract needs a document before you can send it.",
  preparing: (name: string) => `${name} is preparing this contract`,
  preparingText: "You get an e-mail when it is ready. Until then it may still change.",
} as const;

export const review = {
  title: "Before it is signed",
  allDone: "Everything is filled in",
  fields: (count: number) => `${counted(count, "field")} to fill in`,
  pages: (count: number) => `${counted(count, "page")} to be seen`,
  signature: "Signature",
  signedAt: (time: string) => `signed ${time}`,
  you: "You",
  sealing: "Everybody has signed. The seal is being made.",
  sealingText: "This takes a few seconds. The page changes by itself.",
  sealFailed: "Everybody has signed, but the seal could not be made yet. It is tried again.",
  open: "Open the room",
  opening: "Opening…",
  join: (name: string) => `Join ${name} in the room`,
  openNote: (name: string) => `You go through it with ${name}, page by page.`,
  waits: (name: string) => `${name} is in the room now.`,
  inviteTitle: (name: string) => `${name}’s link`,
  inviteText: (name: string, email: string) =>
    `${name} has a personal link by e-mail at ${email}. The address below leads to the same contract; it asks ${name} to sign in first.`,
  inviteAgain: "Send the e-mail again",
  inviteSending: "Sending…",
  inviteSent: (time: string) => `Sent again at ${time}`,
  link: "Address of this contract",
  copy: "Copy",
  copied: "Copied",
  qr: "The same address as a code for a phone camera",
  qrNote: (name: string) => `Or let ${name} point a phone camera here.`,
} as const;

export const signed = {
  title: "Signed",
  by: "Who signed",
  nextTitle: "What happens next",
  keep: (email: string) => `Keep the signed file. A letter to ${email} leads to it too.`,
  final: "Neither of you can change it now. A change needs a new contract.",
  check: "Anybody can check the file, also years from now.",
  download: "Download the signed contract",
  downloadOne: (name: string) => `Download ${name}`,
  downloadCertificate: (name: string) => `Download the certificate of ${name}`,
  certificateOf: (name: string) => `Certificate of ${name}`,
  downloadEvidence: "Download the evidence",
  evidence:
    "All that proves this contract without us, in one zip file: what was signed, the record and the recordings.",
  file: (size: string) => `PDF, ${size}, sealed`,
  checkFile: "Check the file",
  checking: "Checking…",
  checkTitle: "What the check says",
  close: "Close",
} as const;

export const stopped = {
  declinedTitle: "Declined",
  voidedTitle: "Called off",
  declined: (name: string) => `${name} declined this contract.`,
  voided: (name: string) => `${name} called this contract off.`,
  reason: "The reason given",
  final: "It cannot be signed any more. Its record is kept.",
  create: "Start a new contract",
  toList: "Go to your contracts",
} as const;

export const ask = {
  cancel: "Not now",
  titleLabel: "Title",
  titleMissing: "Give the contract a title.",
  rename: { title: "Change the title", go: "Save the title", going: "Saving…" },
  reasonLabel: "Reason",
  reasonMissing: "Say in a sentence why.",
  reasonHint: (name: string) => `${name} reads this. It is kept with the record.`,
  callOff: {
    title: "Call this contract off?",
    text: "Nobody can sign it after that, and it cannot be undone. Signatures stay on record as void.",
    go: "Call it off",
    going: "Calling it off…",
  },
  decline: {
    title: "Decline this contract?",
    text: "You will not be able to sign it after that. Your advisor can send you another one.",
    go: "Decline this contract",
    going: "Declining…",
  },
  takeBack: {
    title: "Take it back to draft?",
    text: (name: string) =>
      `${name} can no longer open it for signing until you send it again. What is filled in stays.`,
    go: "Take it back",
    going: "Taking it back…",
  },
} as const;
