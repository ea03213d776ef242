/** Where a session's WebSocket is, with the place to resume from. */

/** The address to open; on a page `url` may be relative to it, and it may name http, as a server behind a proxy does. */
export function addressOf(url: string, page: string | undefined, epoch: string | null, seq: number): string {
  const address = new URL(url, page);
  address.protocol = address.protocol.replace("http", "ws");
  if (epoch !== null) {
    address.searchParams.set("epoch", epoch);
    address.searchParams.set("seq", String(seq));
  }
  return address.href;
}
