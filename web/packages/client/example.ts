/** Takes part in a session: node example.ts <webSocketUrl> <token> */
import { after, connect, type Snapshot } from "@livecontract/client";

const [url = "", token = ""] = process.argv.slice(2);
const greeting = crypto.randomUUID();
let session: Snapshot | null = null;

const tell = connect({
  url,
  token: () => token,
  deliver: (frame) => {
    session = after(session, frame);
    if (frame.type === "chatMessage") process.stdout.write(`${frame.userId}: ${frame.text}\n`);
  },
  settle: (cid) => {
    if (cid !== greeting) return;
    // Our own words have come back as an event: everybody has them.
    process.stdout.write(`said, with page ${session?.live.pageNumber} open\n`);
    tell({ what: "leave" });
  },
});

tell({ what: "start" });
tell({ what: "command", command: { type: "chatMessage", cid: greeting, text: "Good morning" } });
