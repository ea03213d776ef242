/** Where a session's WebSocket is, with the place to resume from. */

/** The address to open; `url` may be relative and may name http, as a server behind a proxy gives it. */
export function addressOf(url: string, origin: string, epoch: string | null, seq: number): string {
  const address = new URL(url, origin);
  address.protocol = address.protocol.replace("http", "ws");
  if (epoch !== null) {
    address.searchParams.set("epoch", epoch);
    address.searchParams.set("seq", String(seq));
  }
  return address.href;
}
