import { describe, expect, test, vi } from "vitest";
import { ExampleSession } from "../room/example-session";
import { digestOf } from "../state/digest";
import { ALL_FILLED, ALL_SEEN, EXAMPLE_SNAPSHOT, exampleRoom, withValues } from "../state/example-room";
import { Signing } from "./signing.svelte";

const DOCUMENTS = withValues(exampleRoom(), ALL_FILLED).documents;

/** A server that has this digest of the contract. */
function serve(digest: string): void {
  const answer = () =>
    Promise.resolve(new Response(JSON.stringify({ ...EXAMPLE_SNAPSHOT.contract, digest })));
  vi.stubGlobal("fetch", vi.fn(answer));
}

async function open(digest?: string) {
  const session = new ExampleSession({ documents: DOCUMENTS, pagesShown: ALL_SEEN });
  serve(digest ?? (await digestOf(session.room.contract, session.room.documents)));
  const signing = new Signing(session.live);
  session.live.listen((news, room) => signing.hear(news, room));
  signing.faces = ["sacramento", "great-vibes", "dancing-script", "caveat"];
  signing.open();
  await vi.waitFor(() => expect(signing.comparison).not.toBe("asking"));
  return { session, signing };
}

describe("signing", () => {
  test("needs the agreement, and a drawing where one draws", async () => {
    const { signing } = await open();
    expect(signing.isPossible).toBe(false);
    expect(signing.obstacle).toBe("Read the text above and tick it to agree.");
    signing.isAccepted = true;
    expect(signing.isPossible).toBe(true);
    signing.way = "drawn";
    expect(signing.obstacle).toBe("Draw your signature first.");
  });

  test("sends the mark, the agreement and the digest of this screen", async () => {
    const { session, signing } = await open();
    signing.isAccepted = true;
    const submitted = signing.submit();
    const [command] = session.sent("contractSigned");
    expect(command).toMatchObject({
      signature: { mark: { kind: "typed", text: "Carla Moreno", face: "sacramento" }, name: "Carla Moreno" },
      consent: { version: "2026-11", accepted: true },
      digest: signing.digest,
    });
    session.happen(
      { type: "contractSigned", userId: "carla", signedBy: "carla", signedAt: "2026-11-24T12:10:00Z" },
      command?.cid ?? null,
    );
    await submitted;
    expect(signing.isOpen).toBe(false);
  });

  test("is refused while the server shows another contract", async () => {
    const { session, signing } = await open("00");
    signing.isAccepted = true;
    await signing.submit();
    expect(signing.comparison).toBe("different");
    expect(session.sent("contractSigned")).toEqual([]);
  });

  test("stops when a value changes while one reads, and names its page", async () => {
    const { session, signing } = await open();
    signing.isAccepted = true;
    session.happen({ type: "fieldChange", userId: "ada", fieldId: "start", value: "2027-02-15", version: 2 });
    expect(signing.problem?.sentence).toBe(
      "The contract changed while you read it. Look at page 3, then sign.",
    );
    expect(signing.isPossible).toBe(false);
  });

  test("shows the server's reason in place, with the page to look at", async () => {
    const { session, signing } = await open();
    signing.isAccepted = true;
    const submitted = signing.submit();
    const [command] = session.sent("contractSigned");
    session.deliver({
      type: "refused",
      cid: command?.cid ?? null,
      code: "pages_not_shown",
      message: "You have not seen page 2 yet.",
      retryable: false,
      facts: { pages: { d1: [2, 3] } },
    });
    await submitted;
    expect(signing.problem).toEqual({
      sentence: "You have not seen page 2 yet.",
      page: { documentId: "d1", pageNumber: 2 },
    });
    expect(signing.isOpen).toBe(true);
  });

  test("waits for the line, and what was entered outlives its loss", async () => {
    const { session, signing } = await open();
    signing.isAccepted = true;
    session.lose();
    expect(signing.obstacle).toBe("Signing opens again when you are connected.");
    expect(signing.isAccepted).toBe(true);
  });
});
