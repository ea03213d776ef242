/** Keeps two screens on the same page: sends one's own turns while one leads, follows the other's else. */
import { tick } from "svelte";
import type { Anchor, PagePlace, Rect } from "../protocol/frames";
import { type SharedPlace, sharedPlace, stepOf, turnsForBoth } from "../state/lead";
import { isSamePlace, openDocument, type Room } from "../state/room";
import type { PagePoint } from "../viewer/geometry";
import type { LiveRoom, News } from "./live-room.svelte";
import { paced } from "./pacing";

/** What a paper must be able to do to be kept in step. */
export interface Turnable {
  goTo: (pageNumber: number, anchor?: Anchor | null) => void;
  isInView: (pageNumber: number, rect: Rect) => boolean;
}

/** Four turns a second look smooth enough, and stay below what the server takes. */
const GAP_MS = 250;

export class PagesInStep {
  /** Whether one goes where the leader goes; true until one looks around. */
  follows = $state(true);
  /** The document on the paper here. */
  documentId = $state<string | null>(null);
  /** The page in view here. */
  place = $state.raw<PagePlace | null>(null);

  readonly #live: LiveRoom;
  #paper: Turnable | null = null;
  /** What both were last told to look at, and in which epoch. */
  #told: { readonly epoch: string | null; readonly place: SharedPlace | null } = { epoch: null, place: null };
  #target: SharedPlace | null = null;
  readonly #send = paced<SharedPlace>(GAP_MS, (place) => this.#sendNow(place));

  constructor(live: LiveRoom) {
    this.#live = live;
  }

  /** Takes the paper to turn, and goes to the page that both are on. */
  attach(paper: Turnable): void {
    this.#paper = paper;
    const room = this.#live.room;
    if (!room) return;
    this.#told = { epoch: this.#live.epoch, place: sharedPlace(room) };
    this.#goToShared(room);
  }

  /** Hears where the other turns to, or the same person on another screen. */
  hear(news: News, room: Room): void {
    const isStale = this.#isStale(news, room);
    this.#told = { epoch: this.#live.epoch, place: sharedPlace(room) };
    if (news.type === "leadChange" && room.live.lead === room.me.userId) {
      this.#takeOver(room);
    } else if (isStale && this.place) {
      // After a loss the leader's screen says where both are, not the server's memory of it.
      void this.#share(room, { ...this.place, anchor: null });
    } else if (news.type === "snapshot" || this.#isTurnElsewhere(news, room)) {
      this.#follow(room);
    }
  }

  /** Turns to a page here and, if one leads, for both. */
  async turn(pageNumber: number, documentId: string | null = this.documentId, anchor: Anchor | null = null) {
    const room = this.#live.room;
    if (!room || documentId === null) return;
    const place = { documentId, pageNumber, anchor };
    if (this.#leads(room)) void this.#share(room, place);
    else this.follows = isSamePlace(place, sharedPlace(room));
    await this.#show(place);
  }

  /** Turns to a rectangle of a page, unless it is in view already. */
  async turnToRect(documentId: string, pageNumber: number, rect: Rect): Promise<void> {
    if (documentId === this.documentId && this.#paper?.isInView(pageNumber, rect)) return;
    await this.turn(pageNumber, documentId, middleOf(rect));
  }

  /** Shows a rectangle of a page here, whoever leads. */
  async showHere(documentId: string, pageNumber: number, rect: Rect): Promise<void> {
    await this.#show({ documentId, pageNumber, anchor: middleOf(rect) });
  }

  /** Hears what is in view here, and whether a person scrolled there. */
  viewed(view: PagePoint, byPerson: boolean): void {
    const room = this.#live.room;
    if (!room || this.documentId === null) return;
    const place = { documentId: this.documentId, pageNumber: view.pageNumber };
    if (!isSamePlace(place, this.place)) this.#live.signal({ type: "viewport", ...place });
    this.place = place;
    if (!byPerson) return;
    if (this.#leads(room)) this.#send({ ...place, anchor: { x: view.x, y: view.y } });
    else if (!isSamePlace(place, sharedPlace(room))) this.follows = false;
  }

  /** A snapshot for the leader that knows nothing newer: the same page as before, or a server that has forgotten it. */
  #isStale(news: News, room: Room): boolean {
    if (news.type !== "snapshot" || room.live.lead !== room.me.userId) return false;
    return this.#live.epoch !== this.#told.epoch || isSamePlace(this.#told.place, sharedPlace(room));
  }

  /** A turn that this screen has yet to make: by the other who leads, or by oneself on another screen. */
  #isTurnElsewhere(news: News, { me, live }: Room): boolean {
    if (news.type !== "pageChange" && news.type !== "loadDocument") return false;
    return news.userId === me.userId ? !this.#live.isOwn(news) : live.lead !== me.userId;
  }

  lookAround(): void {
    this.follows = false;
  }

  backToOther(): void {
    this.follows = true;
    if (this.#live.room) this.#goToShared(this.#live.room);
  }

  get step() {
    return this.#live.room ? stepOf(this.#live.room, this.follows, this.place) : "alone";
  }

  /** Brings the other to the page in view here, and goes along again once the lead is given back. */
  #takeOver(room: Room): void {
    this.follows = true;
    if (this.place && !isSamePlace(this.place, sharedPlace(room)))
      void this.#share(room, { ...this.place, anchor: null });
  }

  #follow(room: Room): void {
    if (!this.follows) return;
    // Whoever types is not pulled out of the field; the line says where the other is.
    if (!isTypingOnPaper()) this.#goToShared(room);
    else if (!isSamePlace(this.place, sharedPlace(room))) this.follows = false;
  }

  #leads(room: Room): boolean {
    return room.live.lead === room.me.userId || (turnsForBoth(room) && this.follows);
  }

  /** Another document opens on its first page, so a turn within it comes after that. */
  async #share(room: Room, place: SharedPlace): Promise<void> {
    const isOther = openDocument(room)?.documentId !== place.documentId;
    if (isOther) await this.#live.act({ type: "loadDocument", documentId: place.documentId });
    if (!isOther || place.pageNumber > 1 || place.anchor) this.#send(place);
  }

  #sendNow({ anchor, ...place }: SharedPlace): void {
    void this.#live.act({ type: "pageChange", ...place, ...(anchor ? { anchor } : {}) });
  }

  #goToShared(room: Room): void {
    const place = sharedPlace(room);
    if (place) void this.#show(place);
  }

  async #show(place: SharedPlace): Promise<void> {
    this.#target = place;
    if (this.documentId !== place.documentId) {
      this.documentId = place.documentId;
      await tick();
    }
    // While another document was put on the paper a later turn may have come.
    if (this.#target === place) this.#paper?.goTo(place.pageNumber, place.anchor);
  }
}

function middleOf(rect: Rect): Anchor {
  return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
}

function isTypingOnPaper(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused.matches("[data-field] :is(input, textarea, select)");
}
