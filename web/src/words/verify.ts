/** Words of checking a signed file. */
export const verify = {
  title: "Check a signed file",
  note: "Anyone can check a file here. No account needed.",
  introTitle: "Is this file what was signed?",
  intro:
    "Choose a signed PDF, or the evidence of a contract. You learn whether it is unchanged, who signed it, and when.",
  drop: "Drop a signed PDF or the evidence here",
  dropAnother: "Check another file",
  dropHint: "Drop a signed PDF or the evidence here, or",
  or: "or",
  choose: "Choose a file",
  checking: (name: string) => `Checking ${name}…`,
  checked: (name: string, size: string, time: string) => `${name}, ${size}, checked today at ${time}`,
  genuine: "This contract is genuine and unchanged",
  sealedElsewhere: "This file is unchanged, but it was not sealed by this platform",
  notGenuine: "This file is not a sealed contract as it was signed",
  keepsNothing:
    "We read the file to check it and keep nothing. This check says nothing about whether the terms are good for you.",
  parts: { intact: "Intact", who: "Who", when: "When", complete: "Complete" },
  passed: "In order",
  failed: "Not in order",
  details: "Details",
  detailsOf: (part: string) => `Details: ${part}`,
} as const;
