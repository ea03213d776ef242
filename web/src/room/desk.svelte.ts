/** Everything that is open on one's own side of the room, and what the controls there do. */
import { tick } from "svelte";
import type { FieldValue } from "../protocol/frames";
import { Signing } from "../signing/signing.svelte";
import type { Pinned } from "../state/drawings";
import { fieldOf, fieldsOf, type Room } from "../state/room";
import { fieldAfter, nextStepOf, type Task } from "../state/todo";
import { announce } from "../ui/announcements.svelte";
import { tools } from "../words/room";
import { Drawing } from "./drawing.svelte";
import type { FieldActs } from "./field-acts";
import type { LiveRoom, News } from "./live-room.svelte";
import { PagesInStep } from "./pages-in-step.svelte";
import type { Drawer } from "./phone-bar.svelte";
import { Pointing } from "./pointing.svelte";
import { freshDocuments } from "./session";
import { sentenceAbout } from "./spoken";

export class Desk {
  readonly live: LiveRoom;
  readonly pages: PagesInStep;
  readonly pointing: Pointing;
  readonly signing: Signing;
  readonly drawing: Drawing;

  /** The field that is open in the sheet of a narrow screen. */
  openField = $state<string | null>(null);
  /** What is open over the page where there is no column for it. */
  drawer = $state<Drawer | null>(null);
  /** What the lower right shows. */
  talk = $state<"chat" | "notes" | "activity">("chat");
  /** How many messages came while the chat was out of sight. */
  fresh = $state(0);
  isNarrow = $state(false);
  hasSide = $state(true);
  isSending = $state(false);
  problem = $state<string>();

  /** A field that is to take the focus as soon as its page is there. */
  #wanted: string | null = null;
  #spokenPage = 0;

  constructor(live: LiveRoom) {
    this.live = live;
    this.pages = new PagesInStep(live);
    this.pointing = new Pointing(live, () => this.pages.documentId);
    this.signing = new Signing(live);
    this.drawing = new Drawing(live, () => this.pages.documentId);
  }

  readonly acts: FieldActs = {
    keep: (fieldId, value) => this.live.fill(fieldId, value),
    type: (fieldId, text) => this.#type(fieldId, text),
    stand: (fieldId, active) => this.live.signal({ type: "typing", fieldId, active }),
    next: (fieldId) => this.#goOn(fieldId),
    open: (fieldId) => void this.goToField(fieldId),
    suggest: (fieldId, value) => this.#suggest(fieldId, value),
    openSuggestion: (fieldId) => (this.openField = fieldId),
    answer: (fieldId, isTaken) => this.#answer(fieldId, isTaken),
    step: () => this.step(),
  };

  /** Hears the news of the room; returns what ends that. */
  listen(): () => void {
    return this.live.listen((news, room) => {
      this.pages.hear(news, room);
      this.signing.hear(news, room);
      this.#tell(news, room);
    });
  }

  /** Does one's own next step. */
  step(): void {
    const { room } = this.live;
    if (!room) return;
    const next = nextStepOf(room);
    if (next.do === "fill") void this.goToField(next.field.fieldId);
    else if (next.do === "see") void this.turn(next.pageNumber, next.document.documentId);
    else if (next.do === "sign") this.signing.open();
    else if (next.do === "send") void this.#send();
  }

  /** Goes to where a task is done, or can be watched being done. */
  task(task: Task): void {
    const page = task.kind === "pages" ? task.unseen[0] : undefined;
    if (task.kind === "field") void this.goToField(task.field.fieldId);
    else if (page) void this.turn(page.pageNumbers[0] ?? 1, page.document.documentId);
  }

  turn(pageNumber: number, documentId: string): Promise<void> {
    this.drawer = null;
    this.openField = null;
    return this.pages.turn(pageNumber, documentId);
  }

  /** Turns to a field's page and, if it is one's own, opens it for typing. */
  async goToField(fieldId: string): Promise<void> {
    const { room } = this.live;
    const field = room && fieldOf(room, fieldId);
    if (!room || !field) return;
    this.drawer = null;
    await this.pages.turnToRect(field.documentId, field.pageNumber, field.rect);
    if (field.owner !== room.me.role) return;
    if (this.isNarrow && field.kind !== "checkbox") this.openField = fieldId;
    else this.#focus(fieldId);
  }

  /** Turns to the place that a note is pinned to. */
  async goToNote({ documentId, pageNumber, place }: Pinned): Promise<void> {
    this.drawer = null;
    await this.pages.turnToRect(documentId, pageNumber, { ...place, width: 1, height: 1 });
  }

  /** The paper is there: a field that waits for it takes the focus. */
  paperReady(): void {
    if (this.#wanted !== null) this.#focus(this.#wanted);
  }

  lead(userId: string): void {
    void this.live.act({ type: "leadChange", lead: userId });
  }

  /** Takes one's own last drawing away. */
  undo(): void {
    if (!this.drawing.canUndo) return;
    this.drawing.undo();
    announce(tools.undone);
  }

  /** Asks that person to lead; with null, takes back or turns down what was asked. */
  offerLead(userId: string | null): void {
    void this.live.act({ type: "leadOffer", to: userId });
  }

  openDrawer(drawer: Drawer): void {
    this.openField = null;
    this.drawer = drawer;
    if (drawer === "chat") this.fresh = 0;
  }

  get isChatInSight(): boolean {
    return this.hasSide ? this.talk === "chat" : this.drawer === "chat";
  }

  #focus(fieldId: string): void {
    const control = document.querySelector<HTMLElement>(
      `[data-field="${fieldId}"] :is(input, select, textarea, button)`,
    );
    this.#wanted = control ? null : fieldId;
    control?.focus({ preventScroll: true });
  }

  #goOn(fieldId: string): void {
    const { room } = this.live;
    const next = room && fieldAfter(room, fieldId);
    if (next && next.fieldId !== fieldId) void this.goToField(next.fieldId);
    else this.openField = null;
  }

  #type(fieldId: string, text: string | null): void {
    this.live.signal({ type: "typing", fieldId, active: text !== null, ...(text === null ? {} : { text }) });
  }

  async #suggest(fieldId: string, value: FieldValue): Promise<string | null> {
    const outcome = await this.live.act({ type: "fieldSuggest", fieldId, value });
    return outcome.isDone ? null : outcome.refused.message;
  }

  #answer(fieldId: string, isTaken: boolean): void {
    const suggestion = this.live.room && fieldOf(this.live.room, fieldId)?.suggestion;
    if (!suggestion) return;
    const value: FieldValue = suggestion.value;
    if (isTaken) this.live.fill(fieldId, value);
    else void this.live.act({ type: "fieldSuggest", fieldId, value: null });
  }

  async #send(): Promise<void> {
    this.isSending = true;
    const outcome = await this.live.act({ type: "statusUpdate", status: "REVIEW" });
    this.isSending = false;
    this.problem = outcome.isDone ? undefined : outcome.refused.message;
  }

  #tell(news: News, room: Room): void {
    const isMessage = news.type === "chatMessage" && news.userId !== room.me.userId;
    if (isMessage && !this.isChatInSight) this.fresh += 1;
    if (room.contract.status === "SIGNED" && news.type !== "pageChange") void this.#fetchSealed(room);
    const sentence = this.#isSamePage(news) ? null : sentenceAbout(news, room);
    if (sentence !== null) announce(sentence);
  }

  /** Scrolling within a page is not worth a word. */
  #isSamePage(news: News): boolean {
    if (news.type !== "pageChange") return false;
    const isSame = news.pageNumber === this.#spokenPage;
    this.#spokenPage = news.pageNumber;
    return isSame;
  }

  /** The sealed files have addresses of their own, which come with the documents; both look at the signatures then. */
  async #fetchSealed(room: Room): Promise<void> {
    if (room.documents.every((document) => document.sealed !== null)) return;
    await tick();
    try {
      this.live.renew(await freshDocuments(room.contract.contractId));
      const place = fieldsOf(room).find((field) => field.kind === "signature");
      if (place) await this.pages.showHere(place.documentId, place.pageNumber, place.rect);
    } catch {
      // The next event or snapshot tries again; the panel says that the file is being fetched.
    }
  }
}
