/** What people read and type in a field, and what is kept: numbers with a point, days in ISO 8601. */
import type { Field, FieldValue } from "../protocol/frames";
import { field as words, wrong } from "../words/room";

export type Parsed = { readonly value: FieldValue } | { readonly problem: string };

const LOCALE = "en-GB";
const LONGEST_TEXT = 2000;
const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat(LOCALE, { month: "long", timeZone: "UTC" }).format(Date.UTC(2000, month)),
);

/** A kept value as people read it. */
export function readable(field: Field, value: FieldValue): string {
  if (typeof value === "boolean") return value ? words.ticked : words.unticked;
  if (value === null || value === "") return "";
  if (field.kind === "number") return readableNumber(value);
  return field.kind === "date" ? readableDay(value) : value;
}

/** What was typed, as it is kept, or the sentence that says how to put it right. */
export function parse(field: Field, text: string): Parsed {
  const typed = text.trim();
  if (typed === "") return { value: null };
  if (field.kind === "number") return parseNumber(typed);
  if (field.kind === "date") return parseDay(typed);
  return typed.length > LONGEST_TEXT ? { problem: wrong.tooLong } : { value: typed };
}

function readableNumber(value: string): string {
  const decimals = value.split(".")[1]?.length ?? 0;
  const format = new Intl.NumberFormat(LOCALE, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  // A decimal string is formatted as it is; a detour over a binary number could change its last digit.
  return format.format(value as Intl.StringNumericLiteral);
}

function readableDay(value: string): string {
  const [year = "", month = "", day = ""] = value.split("-");
  return `${String(Number(day))} ${MONTHS[Number(month) - 1] ?? ""} ${year}`;
}

/** Takes `3,140.00`, `3140`, `3 140.00` and, as much of Europe writes it, `3.140,00` or `3140,5`. */
function parseNumber(text: string): Parsed {
  const plain = text.replace(/[\s’'€$£]/g, "").replace("−", "-");
  const isContinental = /^-?(\d{1,3}(\.\d{3})+|\d+),\d+$/.test(plain) && !/^-?\d{1,3}(,\d{3})+$/.test(plain);
  const value = isContinental ? plain.replaceAll(".", "").replace(",", ".") : withoutThousands(plain);
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(value) ? { value } : { problem: wrong.number };
}

function withoutThousands(text: string): string {
  return /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text;
}

/** Takes `14 March 1988`, `14 Mar 1988`, `14/3/1988`, `14.3.1988` and `1988-03-14`. */
function parseDay(text: string): Parsed {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const numbers = /^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$/.exec(text);
  const named = /^(\d{1,2})\.?\s*(\p{L}{3,})\.?,?\s*(\d{4})$/u.exec(text);
  if (iso) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  if (numbers) return day(Number(numbers[3]), Number(numbers[2]), Number(numbers[1]));
  if (!named) return { problem: wrong.date };
  const month = MONTHS.findIndex((name) => name.toLowerCase().startsWith((named[2] ?? "").toLowerCase()));
  return month < 0 ? { problem: wrong.date } : day(Number(named[3]), month + 1, Number(named[1]));
}

function day(year: number, month: number, date: number): Parsed {
  const name = MONTHS[month - 1];
  if (name === undefined) return { problem: wrong.noSuchMonth };
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (date < 1 || date > last) return { problem: wrong.noSuchDay(name, date) };
  const two = (part: number): string => String(part).padStart(2, "0");
  return { value: `${String(year).padStart(4, "0")}-${two(month)}-${two(date)}` };
}
