/** How times, sizes, counts and names are written in English. */

const LOCALE = "en-GB";
const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const CLOCK_WITH_SECONDS = new Intl.DateTimeFormat(LOCALE, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const DAY = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long" });
const DAY_AND_YEAR = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", year: "numeric" });
const ZONE = new Intl.DateTimeFormat(LOCALE, { timeZoneName: "short" });
const COUNT = new Intl.NumberFormat(LOCALE);
const SHARE = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 0 });

/** `10:48`, in local time. */
export function clock(at: string | number | Date): string {
  return CLOCK.format(new Date(at));
}

/** `10:48:12`, in local time. */
export function clockWithSeconds(at: string | number | Date): string {
  return CLOCK_WITH_SECONDS.format(new Date(at));
}

/** `4:05`, or `1:04:05` from an hour on. */
export function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return `${hours === 0 ? String(minutes) : `${String(hours)}:${two(minutes)}`}:${two(seconds % 60)}`;
}

/** `9 s`, `2 min 5 s`, `1 h 4 min`. */
export function lasting(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${String(hours)} h ${String(minutes)} min`;
  return minutes > 0 ? `${String(minutes)} min ${String(whole % 60)} s` : `${String(whole)} s`;
}

/** `24 November 2026`. */
export function day(at: string | Date): string {
  return DAY_AND_YEAR.format(new Date(at));
}

/** `24 November 2026, 12:21`. */
export function dayAndClock(at: string | Date): string {
  return `${day(at)}, ${clock(at)}`;
}

/** `Today, 09:12`, `Yesterday, 17:05`, `21 November`, or with its year when that is another one. */
export function recently(at: string | Date, now: Date): string {
  const then = new Date(at);
  const age = daysBetween(then, now);
  if (age === 0) return `Today, ${clock(then)}`;
  if (age === 1) return `Yesterday, ${clock(then)}`;
  return then.getFullYear() === now.getFullYear() ? DAY.format(then) : DAY_AND_YEAR.format(then);
}

/** The name of the local time zone, such as `UTC` or `GMT+1`; said once per screen. */
export function zone(at: string | Date): string {
  return ZONE.formatToParts(new Date(at)).find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** `318 KB`, `1.2 MB`; a kilobyte has 1000 bytes. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${COUNT.format(bytes)} bytes`;
  if (bytes < 999_500) return `${COUNT.format(Math.round(bytes / 1000))} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1 page`, `5 pages`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${COUNT.format(count)} ${count === 1 ? one : many}`;
}

/** `83 %`. */
export function percent(share: number): string {
  return SHARE.format(share).replace("%", "\u202f%");
}

/** `Ada`, `Ada and Carla`, `Ada, Bo and Carla`. */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat(LOCALE, { type: "conjunction" }).format(words);
}

/** What a person is called in a sentence: `Carla` for Carla Moreno. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

/** `Carla’s`. */
export function possessive(name: string): string {
  return `${name}’s`;
}

function daysBetween(then: Date, now: Date): number {
  const midnight = (at: Date) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  return Math.round((midnight(now) - midnight(then)) / 86_400_000);
}
