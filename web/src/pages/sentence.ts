/** The sentence that tells a person why something did not work. */
import { Refusal, Unreachable } from "../protocol/request";
import { trouble } from "../words/app";

/** The server's own sentence for a refusal; ours for a lost connection or a mistake. */
export function sentence(reason: unknown): string {
  if (reason instanceof Unreachable) return `${trouble.unreachableTitle}. ${trouble.unreachable}`;
  if (reason instanceof Refusal && reason.status < 500) return reason.message;
  return trouble.broken;
}
