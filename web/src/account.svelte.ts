/** Who uses the client on this device. */
import { goTo, here } from "./navigation.svelte";
import { fetchMe, signOut as endCookie } from "./protocol/api";
import { Refusal } from "./protocol/request";
import type { User } from "./protocol/shapes";
import { isOwnPath, pathTo } from "./router";

let known = $state.raw<User | null>(null);

/** The signed-in user, once `loadAccount` has found one. */
export function account(): User | null {
  return known;
}

/** Finds out who is signed in; null when nobody is. */
export async function loadAccount(): Promise<User | null> {
  try {
    known = await fetchMe();
  } catch (reason) {
    if (!isSignedOut(reason)) throw reason;
    known = null;
  }
  return known;
}

/** Whether an error means that nobody is signed in any more. */
export function isSignedOut(reason: unknown): boolean {
  return reason instanceof Refusal && reason.status === 401;
}

/** Goes to the sign-in page, and from there back to the present one. */
export function goToSignIn(): void {
  known = null;
  const next = location.pathname + location.search;
  goTo(`${pathTo("signIn", {})}?next=${encodeURIComponent(next)}`, "replace");
}

/** Where to go after signing in: what was asked for, if it is a page of ours. */
export function nextPath(fallback: string): string {
  const next = here().query.get("next");
  return next !== null && isOwnPath(next) ? next : fallback;
}

/** Ends this browser's sign-in. */
export async function signOut(): Promise<void> {
  await endCookie();
  known = null;
  goTo(pathTo("signIn", {}));
}
