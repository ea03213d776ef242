/** Words of the live room. */
import { counted, listed, possessive } from "./format";

export const room = {
  opening: "Opening the room…",
  you: "You",
  paper: (title: string) => `The paper: ${title}`,
  pages: "Pages",
  pagesOf: (name: string) => `Pages of ${name}`,
  thumbnail: (page: number, seen: string) => `Page ${String(page)}, ${seen}`,
  seenBy: (name: string) => `seen by ${name}`,
  certificate: (page: number) => `Page ${String(page)}, the certificate`,
  notSeenBy: (name: string) => `not yet by ${name}`,
  people: "People",
  standing: "How the room stands",
  minutes: (count: number) => `${String(count)} min`,
  minutesLong: (count: number) => `The session has lasted ${counted(count, "minute")}`,
  endSession: "End session",
  leave: "Leave",
  paperFailed: "This document cannot be shown at the moment.",
  again: "Try again",
} as const;

/** What a person does, beside the name. */
export const presence = {
  leading: "leading",
  onPage: (page: number) => `on page ${String(page)}`,
  typing: "typing",
  inRoom: "in the room",
  reconnecting: "reconnecting",
  offlineSince: (time: string) => `offline since ${time}`,
  notYet: "not here yet",
} as const;

/** The one line that says how the room stands: what is the case, and what it means. */
export const line = {
  leading: (other: string) => ["You are leading.", `${other}’s screen turns with yours.`],
  following: (other: string) => [`${other} leads.`, `You see the page that ${other} sees.`],
  together: (other: string) => ["You turn the pages together.", `${other}’s screen turns with yours.`],
  sameplace: (other: string) => [`You look around.`, `${other} is on the same page.`],
  elsewhere: (page: number, other: string, theirs: number) => [
    `You are on page ${String(page)}.`,
    `${other} is on page ${String(theirs)}.`,
  ],
  otherDocument: (name: string, other: string, theirs: string) => [
    `You are in ${name}.`,
    `${other} is in ${theirs}.`,
  ],
  asked: (other: string) => [`${other} asks you to lead.`, `${other}’s screen turns with yours then.`],
  asking: (other: string) => [`${other} is asked to lead.`, "Until then it stays as it is."],
  declined: (other: string) => ["You are leading.", `${other} would rather not lead now.`],
  alone: (other: string) => [`${other} is not here.`, "You can read and fill in what is yours."],
  aloneSince: (other: string, time: string) => [
    `${other} left at ${time}.`,
    "You can go on reading and fill in what is yours.",
  ],
  reconnecting: (other: string) => [
    "Reconnecting…",
    `What you type is kept. ${other} sees that you are away.`,
  ],
  restored: ["Connected again.", "Nothing was lost."],
  idle: (time: string) => ["Still there?", `The session ends at ${time} when nothing happens.`],
  signed: (other: string) => ["Signed and sealed.", `${other} sees this too. You can stay and talk.`],
  signedAlone: (other: string) => ["Signed and sealed.", `${other} is not here.`],
  since: (time: string) => `since ${time}`,
  letLead: (other: string) => `Let ${other} lead`,
  takeLead: "Lead",
  acceptLead: "Take the lead",
  declineLead: "No, thank you",
  withdrawLead: "Take it back",
  lookAround: "Look around",
  backTo: (other: string) => `Back to ${other}`,
  tryNow: "Try now",
  stay: "I am here",
} as const;

/** What is said aloud to those who do not see it happen. */
export const spoken = {
  filledIn: (name: string, label: string) => `${name} filled in ${label}`,
  cleared: (name: string, label: string) => `${name} cleared ${label}`,
  suggested: (name: string, label: string) => `${name} suggests a value for ${label}`,
  withdrawn: (name: string, label: string) => `${name} took back what was suggested for ${label}`,
  declined: (name: string, label: string) => `${name} did not take what you suggested for ${label}`,
  used: (name: string, label: string) => `${name} used what you suggested for ${label}`,
  turned: (name: string, page: number) => `${name} turned to page ${String(page)}`,
  noted: (name: string, page: number, text: string) => `${name} put a note on page ${String(page)}: ${text}`,
  highlighted: (name: string, page: number) => `${name} highlighted words on page ${String(page)}`,
  drew: (name: string, page: number) => `${name} drew on page ${String(page)}`,
  erased: (name: string) => `${name} took a drawing away`,
  signedBy: (name: string) => `${name} signed`,
  signed: "Signed by everybody and sealed",
} as const;

export const tools = {
  label: "Tools",
  previous: "Previous page",
  next: "Next page",
  pageOf: (page: number, count: number) => `Page ${String(page)} of ${String(count)}`,
  zoomOut: "Zoom out",
  zoomIn: "Zoom in",
  fit: (percent: string) => `${percent}, fit to the width`,
  point: "Point",
  highlight: "Highlight",
  pen: "Pen",
  note: "Note",
  undo: "Undo",
  undone: "Your last drawing is gone",
  todo: "To do",
  chat: "Chat",
} as const;

export const field = {
  fillIn: "Fill in here",
  tapToFillIn: "Tap to fill in",
  theirs: (name: string) => `${name} fills this in`,
  optional: "optional",
  required: "required",
  typing: (name: string) => `${name} is typing`,
  standing: (name: string) => `${name} is here`,
  saving: "Saving…",
  lockedSince: (name: string, time: string) => `Locked since ${name} signed, ${time}`,
  suggests: (name: string) => `${name} suggests this.`,
  suggestsValue: (name: string, value: string) => `${name} suggests: ${value}`,
  suggestValue: "Suggest a value…",
  suggestFor: (label: string, name: string) => `Suggest a value for ${label}, which ${name} fills in`,
  suggestTo: (name: string) => `${name} sees what you suggest, and uses it or not.`,
  yourSuggestion: (label: string) => `Your suggestion for ${label}`,
  suggest: "Suggest",
  suggesting: "Suggesting…",
  suggestFirst: "Write first what you suggest.",
  cancel: "Cancel",
  youSuggested: (value: string) => `You suggested: ${value}`,
  takeBack: "Take it back",
  answers: {
    used: (name: string) => `${name} used what you suggested.`,
    other: (name: string) => `${name} filled in something else.`,
    declined: (name: string) => `${name} did not take what you suggested.`,
  },
  use: "Use it",
  decline: "No, thank you",
  choose: "Choose",
  ticked: "yes",
  unticked: "no",
  signHere: "Sign here",
  initialsHere: "Initials",
  signsHere: (name: string) => `${name} signs here`,
  initialsOf: (name: string) => `${name}’s initials`,
  signedAt: (name: string, time: string) => `Signed by ${name}, ${time}`,
  seesIt: (name: string) => `${name} sees it while you type.`,
  close: "Close",
  done: "Done",
} as const;

/** What is drawn on a page. */
export const drawing = {
  highlight: (name: string) => `${name} highlighted this`,
  ink: (name: string) => `${name} drew here`,
  ownHighlight: "You highlighted this. Delete takes it away.",
  ownInk: "You drew here. Delete takes it away.",
  remove: "Take it away",
  removeNote: "Take the note away",
  pin: (name: string, page: number) => `${possessive(name)} note on page ${String(page)}`,
  noteOn: (page: number) => `Your note on page ${String(page)}`,
  pinNote: "Pin the note",
  discardNote: "Leave it",
  refused: (count: number, isNote: boolean, sentence: string) => {
    if (count > 1) return `${String(count)} of your drawings are only on your screen. ${sentence}`;
    return isNote
      ? `Your note is only on your screen. ${sentence}`
      : `What you drew last is only on your screen. ${sentence}`;
  },
  giveUp: (count: number) => (count > 1 ? "Take them away" : "Take it away"),
  again: "Try again",
  tools: "Drawing tools",
  how: {
    point: "",
    highlight: "Drag over the words to highlight.",
    pen: "Draw on the page.",
    note: "Press where the note belongs.",
  },
  done: "Done",
} as const;

/** How to put a value right. */
export const wrong = {
  number: "Please enter a number, for example 3,140.00.",
  date: "Please enter a day, for example 14 March 1988 or 14/3/1988.",
  noSuchDay: (month: string, day: number) => `${month} has no ${ordinal(day)}. Please check the day.`,
  noSuchMonth: "There are twelve months. Please check the month.",
  tooLong: "That is too long for this field.",
} as const;

export const todo = {
  title: "Before you sign",
  done: (done: number, all: number) => `${String(done)} of ${String(all)} done`,
  you: "You",
  typing: (name: string) => `${name}, typing`,
  pages: (pages: readonly number[]) =>
    pages.length > 4
      ? `${String(pages.length)} pages to be seen`
      : `${pages.length === 1 ? "Page" : "Pages"} ${listed(pages.map(String))} to be seen`,
  allPages: (count: number) => (count === 1 ? "The page seen" : `All ${String(count)} pages seen`),
  allFields: (count: number) =>
    count === 1 ? "The field filled in" : `All ${String(count)} fields filled in`,
  some: (count: number) => `${String(count)} done`,
  show: "Show",
  hide: "Hide",
  left: (count: number) => (count === 0 ? "all done" : `${String(count)} left`),
} as const;

export const step = {
  fill: (label: string) => `Next: ${lowerFirst(label)}`,
  see: (page: number) => `Next: go to page ${String(page)}`,
  seeIn: (page: number, document: string) => `Next: page ${String(page)} of ${document}`,
  sign: "Review and sign",
  send: (name: string) => `Send to ${name} for review`,
  sending: "Sending…",
  download: "Download the signed contract",
  opensWhen: (count: number) =>
    count === 1 ? "Signing opens when it is done." : `Signing opens when all ${String(count)} are done.`,
  allDone: (count: number) => `All ${String(count)} are done.`,
  otherSigned: (name: string) => `${name} has signed. Your signature is the last.`,
  offline: "Signing opens again when you are connected.",
  saving: "Signing opens when what you typed is saved.",
  sendNote: "You can take it back until somebody signs.",
  waitSending: (name: string) => `${name} is still preparing this contract. You can read it already.`,
  waitDocuments: "This contract has no document yet. Add one on its page.",
  waitSealing: "Everybody has signed. The seal is being made.",
  waitSeal: "Everybody has signed, but the seal could not be made yet. It is tried again.",
  waitClosed: "This contract is closed. It cannot be signed any more.",
  waitTasks: (name: string, what: string) => `Now ${name}: ${what}.`,
  andMore: (label: string, rest: number) =>
    rest === 0 ? lowerFirst(label) : `${lowerFirst(label)} and ${String(rest)} more`,
  waitSignature: (name: string) => `${name} can sign now.`,
  iSigned: (name: string) => `Signed. ${name} signs next.`,
  openContract: "Open the contract’s page",
} as const;

export const chat = {
  title: "Chat",
  activity: "Activity",
  tabs: "Talk, notes and activity",
  kept: "What you write is gone when the session ends; the record keeps only who wrote, and when.",
  recorded: "What you write is kept with the record of the session.",
  log: "Messages",
  write: (name: string) => `Write to ${name}`,
  send: "Send",
  you: (name: string) => `${name} (you)`,
  fresh: (count: number) => `${String(count)} new`,
  none: "none yet",
} as const;

/** The notes of all pages in one list. */
export const notes = {
  title: "Notes",
  intro: "Press one to go there. Both of you see all of them.",
  none: "There are no notes. Choose the tool “Note”, and press where one belongs.",
  where: (page: number, document: string | null) =>
    document === null ? `page ${String(page)}` : `page ${String(page)} of ${document}`,
  all: (count: number) => (count === 0 ? "All notes" : `All notes, ${String(count)}`),
} as const;

export const ending = {
  title: (title: string) => `${title}: the session is over`,
  confirmTitle: "End the session?",
  confirm: (other: string) =>
    `The room closes for ${other} too. The contract stays as it is, and you can start again.`,
  end: "End session",
  ending: "Ending…",
  stay: "Stay",
  leaveOpen: "Leave, keep it open",
  byOther: (name: string) => `${name} ended the session.`,
  byMe: "You ended the session.",
  byIdle: "The session ended because nothing happened for a while.",
  byServer: "The session has ended.",
  replaced: "You opened this room in another place. It goes on there.",
  signedOut: "Your sign-in has ended. Sign in again to come back to the room.",
  gone: "This room is not open to you any more.",
  outdated: "This page is older than the server. Load it again.",
  refused: "The server closed the connection.",
  stays: (status: string) => `The contract stays in ${status}. Nothing was lost.`,
  again: "Start again",
  signIn: "Sign in again",
  reload: "Load the page again",
  toContract: "Go to the contract",
} as const;

export const waitingRoom = {
  title: (name: string) => `${name} is not here yet`,
  text: (name: string) => `${name} sees that you are waiting, and you meet here as soon as ${name} comes in.`,
  meanwhile: "Read the contract meanwhile",
  pages: (count: number, documents: number) =>
    documents === 1 ? counted(count, "page") : `${counted(documents, "document")}, ${counted(count, "page")}`,
} as const;

export const signed = {
  title: "Signed",
  pageTitle: (title: string) => `Signed: ${title}`,
  nextTitle: "What happens next",
  keep: (email: string) => `Keep the signed file. A letter to ${email} leads to it too.`,
  final: "Neither of you can change it now. A change needs a new contract.",
  checkable: "Anybody can check the file, also years from now.",
  download: "Download the signed contract",
  downloadOne: (name: string) => `Download ${name}`,
  downloadCertificate: (name: string) => `Download the certificate of ${name}`,
  certificateOf: (name: string) => `Certificate of ${name}`,
  file: (size: string) => `PDF, ${size}, sealed`,
  preparing: "The file is being fetched…",
  check: "Check the file",
  checking: "Checking…",
  verdict: "What the check says",
  close: "Close",
  leave: "Leave session",
} as const;

export const phone = {
  bar: "The room",
  pages: (page: number, count: number) => `${String(page)} of ${String(count)}`,
  following: "Following",
  leading: "Leading",
  looking: "Looking",
  together: "Together",
  alone: "Alone",
  leads: (name: string) => `${name} leads`,
  youLead: "you lead",
  backTo: (name: string) => `back to ${name}`,
  notHere: (name: string) => `${name} is away`,
  hereAndLeads: (name: string) => `${name} is here and leads`,
  here: (name: string) => `${name} is here`,
  away: (name: string) => `${name} is not here`,
} as const;

function lowerFirst(label: string): string {
  return /^\p{Lu}\p{Lu}/u.test(label) ? label : label.charAt(0).toLocaleLowerCase() + label.slice(1);
}

function ordinal(day: number): string {
  const rule = new Intl.PluralRules("en-GB", { type: "ordinal" }).select(day);
  return `${String(day)}${{ one: "st", two: "nd", few: "rd", zero: "th", many: "th", other: "th" }[rule]}`;
}
