/** When a page counts as shown: drawn, and well in view for one second, in a tab that can be seen. */

/** How long a page must stay in view. */
export const SHOWN_AFTER_MS = 1_000;

export interface Watch {
  /** The pages of which there is a picture; a blank sheet shows nothing. */
  readonly drawn: ReadonlySet<number>;
  /** Since when (ms) each page has been well in view without a break. */
  readonly since: ReadonlyMap<number, number>;
  /** The pages that have been told already. */
  readonly told: ReadonlySet<number>;
}

export const NOTHING_SHOWN: Watch = { drawn: new Set(), since: new Map(), told: new Set() };

/** The watch once a page has been drawn. */
export function withDrawn(watch: Watch, pageNumber: number): Watch {
  return { ...watch, drawn: new Set([...watch.drawn, pageNumber]) };
}

/** The watch after a look at `at` ms, and the pages that have now been shown. */
export function look(watch: Watch, inView: readonly number[], at: number): [Watch, number[]] {
  const seen = inView.filter((page) => watch.drawn.has(page));
  const since = new Map(seen.map((page) => [page, watch.since.get(page) ?? at]));
  const isShown = (page: number): boolean =>
    !watch.told.has(page) && at - (since.get(page) ?? at) >= SHOWN_AFTER_MS;
  const shown = seen.filter(isShown);
  return [{ ...watch, since, told: new Set([...watch.told, ...shown]) }, shown];
}

/** When to look again, in ms of the same clock; null while every page in view has been told. */
export function nextLook(watch: Watch): number | null {
  const times = [...watch.since].flatMap(([page, since]) =>
    watch.told.has(page) ? [] : [since + SHOWN_AFTER_MS],
  );
  return times.length === 0 ? null : Math.min(...times);
}
