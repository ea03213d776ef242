/** Words of a session that is looked at again. */
import { counted, listed } from "./format";

/** What happened, in sentences. */
export const told = {
  platform: "The platform",
  turned: (who: string, page: number, document: string | null) =>
    `${who} turned to page ${String(page)}${document === null ? "" : ` of ${document}`}`,
  filled: (who: string, label: string, value: string) =>
    label === "" ? `${who} filled in a field` : `${who} filled in ${label}: ${value}`,
  cleared: (who: string, label: string) => `${who} cleared ${label === "" ? "a field" : label}`,
  suggested: (who: string, label: string, value: string | null) =>
    value === null
      ? `${who} took back the suggestion for ${label}`
      : `${who} suggested for ${label}: ${value}`,
  wrote: (who: string, text: string) => `${who} wrote: “${text}”`,
  wroteUnkept: (who: string) => `${who} wrote a message, which was not kept`,
  highlighted: (who: string, page: number) => `${who} highlighted words on page ${String(page)}`,
  drew: (who: string, page: number) => `${who} drew on page ${String(page)}`,
  noted: (who: string, page: number, text: string) => `${who} put a note on page ${String(page)}: “${text}”`,
  erased: (who: string) => `${who} took a drawing away`,
  drewUnkept: (who: string) => `${who} drew something, which was not kept`,
  leads: (who: string | null) => (who === null ? "Nobody leads any more" : `${who} leads`),
  offeredLead: (who: string, to: string) => `${who} offered ${to} the lead`,
  declinedLead: (who: string) => `${who} did not want to lead`,
  withdrewLead: (who: string) => `${who} took the offer of the lead back`,
  signed: (who: string) => `${who} signed`,
  status: {
    DRAFT: (who: string) => `${who} took the contract back to draft`,
    REVIEW: (who: string) => `${who} sent the contract for review`,
    SIGNED: () => "The contract was sealed: everybody has signed",
    DECLINED: (who: string) => `${who} declined the contract`,
    VOIDED: (who: string) => `${who} called the contract off`,
  },
  documents: (who: string) => `${who} changed the documents or their fields`,
  came: (who: string) => `${who} came in`,
  left: (who: string) => `${who} left`,
  back: (who: string) => `${who} is back`,
  lost: (who: string) => `${who} lost the connection`,
  away: (who: string) => `${who} is away`,
  ended: (who: string | null) => (who === null ? "The session ended by itself" : `${who} ended the session`),
  restarted: "The server started again; up to a second before this may be missing",
  missing: (events: number | null) => `${missing(events)} missing here`,
} as const;

export const replay = {
  title: (title: string) => `${title}: the session again`,
  opening: "Opening the record…",
  toContract: "Contract",
  session: (when: string) => `Session of ${when}`,
  when: (day: string, from: string, to: string | null) =>
    to === null ? `${day}, since ${from}` : `${day}, ${from} to ${to}`,
  nothingTitle: "Nothing was recorded of this session",
  nothing: "Nobody came in, or the record has not been written yet. The contract has its own record.",
  goToContract: "Go to the contract",
  standing: "Whose page you see",
  saw: (name: string, page: number) => [`You see what ${name} saw.`, `${name} is on page ${String(page)}.`],
  iSaw: (page: number) => ["You see what you saw then.", `You are on page ${String(page)}.`],
  sawBefore: (name: string) => [`${name} is not here yet.`, "You see the page that the session is on."],
  iSawBefore: ["You are not here yet.", "You see the page that the session is on."],
  sawShared: (name: string) => [
    `Where ${name} looks is not known.`,
    "You see the page that the session is on.",
  ],
  iSawShared: ["Where you look is not known.", "You see the page that the session is on."],
  ownWay: (page: number) => ["You look around.", `You are on page ${String(page)}.`],
  whose: "Whose page to see",
  pageOf: (name: string) => `${name}’s page`,
  you: "Your page",
  noPaper: "The contract had no document at this moment.",
  tabs: "Events, chat and time on pages",
  events: "Events",
  eventsIntro: (zone: string) => `Press one to go there. Times in ${zone}.`,
  noEvents: "Nothing has happened in this session.",
  chat: "Chat",
  chatEmpty: "Nothing had been written until this moment.",
  chatUnkept: "What was written in this session was not kept.",
  time: "Time on pages",
  briefly: { pages: "Pages", events: "Events", chat: "Chat", time: "Times", record: "Record" },
  toPaper: "To the page",
  toTimeline: "To the timeline",
} as const;

export const player = {
  region: "Playing",
  play: "Play",
  pause: "Pause",
  playAgain: "Play again",
  earlier: "Earlier event",
  later: "Later event",
  position: (at: string, of: string) => `${at} of ${of}`,
  speed: "Speed",
  times: (speed: string) => `${speed}×`,
  skip: "Skip pauses",
  moment: "Moment of the session",
  momentText: (time: string, sentence: string | null) => (sentence === null ? time : `${time}. ${sentence}`),
  keys: "Space plays and pauses, the left and right arrow keys go from event to event, Home and End to both ends.",
  lane: (name: string, page: number | null) => (page === null ? name : `${name}, page ${String(page)}`),
} as const;

export const attention = {
  title: "Time on pages",
  intro: "How long each of you had a page on the screen, while connected.",
  none: "Where people looked was not kept in this session.",
  page: "Page",
  all: "All",
  never: "not seen",
} as const;

/** Whether the record can be relied on, and what is not in it. */
export const record = {
  title: "The record",
  whole: "Whole and unaltered.",
  wholeText: "Nothing was taken out or changed since; the contract’s own record vouches for it.",
  open: "This session is still going on.",
  openText: "You see what was recorded until now.",
  closing: "The session is over, its record is just being closed.",
  closingText: "That takes a few seconds, and this line tells when it is done.",
  lacking: "Unaltered, but not complete.",
  altered: "This record was changed afterwards.",
  alteredText: (time: string | null) =>
    time === null ? "It cannot be relied on." : `From ${time} on it cannot be relied on.`,
  keptSince: (time: string) => `From ${time} on this was kept:`,
  unkept: (what: readonly string[]) => `Not in this record: ${listed(what)}.`,
  unkeptWords: {
    chat: "what was written",
    drawings: "drawings",
    places: "where each of you looked",
    pointer: "pointers",
  },
  restarted: (time: string) =>
    `At ${time} the server started again; up to a second before that may be missing.`,
  missing: (time: string, events: number | null) => `At ${time} ${missing(events).toLowerCase()} missing.`,
  noEnd: "The end of the session is missing.",
  save: "Save the record",
  details: "Details",
  check: (batches: number) =>
    `The record is in ${counted(batches, "part")}, each bound to the one before by a checksum. This is the last one:`,
  close: "Close",
} as const;

/** What the room says about being recorded. */
export const recorded = {
  title: "This session is recorded",
  brief: "Recorded",
  what: "This is kept:",
  details: "What is kept",
  always: "Pages turned, fields filled in, signatures, and who was here when.",
  kept: {
    chat: "What you write to each other.",
    drawings: "What you draw on the pages, notes included.",
    places: "Which page each of you looks at, and for how long.",
    pointer: "Where your pointers are.",
  },
  never: "No sound and no picture of you.",
  who: "Both of you can look at it again.",
} as const;

/** The sessions of a contract, to be looked at again. */
export const sessions = {
  title: "Sessions",
  again: "Look at it again",
  againNamed: (when: string) => `Look at it again: the session of ${when}`,
  now: "still open",
  minutes: (count: number) => (count === 0 ? "under a minute" : counted(count, "minute")),
} as const;

function missing(events: number | null): string {
  if (events === null) return "Some events are";
  return events === 1 ? "One event is" : `${counted(events, "event")} are`;
}
