/** The one module that knows PDF.js: draws a document into a scroller, and says where its pages lie. */
import { AnnotationMode, getDocument, GlobalWorkerOptions, version, type PDFDocumentProxy } from "pdfjs-dist";
import workerAddress from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { EventBus, LinkTarget, PDFLinkService, PDFViewer } from "pdfjs-dist/web/pdf_viewer.mjs";
import type { Sheet } from "./geometry";
import { FULL_SIZE } from "./zoom";

/** A document on the screen. */
export interface Paper {
  readonly pageCount: number;
  /** Where the pages lie in the scroller now. */
  readonly sheets: () => Sheet[];
  /** Draws at so many CSS pixels a point; the view keeps its place only roughly. */
  readonly setScale: (scale: number) => void;
  /** The left and right edge of a page's text, in points; null for a page without any. */
  readonly textColumn: (pageNumber: number) => Promise<{ left: number; right: number } | null>;
  /** The invisible text over a page's picture; null as long as the page is not drawn. */
  readonly textLayer: (pageNumber: number) => HTMLElement | null;
  readonly close: () => void;
}

export interface PaperOptions {
  readonly url: string;
  /** The scroller; it must be positioned absolutely. */
  readonly container: HTMLDivElement;
  readonly viewer: HTMLDivElement;
  /** Fetch only what is shown first, instead of the file from its beginning: for large files. */
  readonly byRanges: boolean;
  readonly ondrawn: (pageNumber: number) => void;
  readonly onlayout: () => void;
}

const ASSETS = `${import.meta.env.BASE_URL}pdfjs-${version}/`;
const EDITING_OFF = -1;

GlobalWorkerOptions.workerSrc = workerAddress;

/** Opens a document and lays out its pages; rejects when it cannot be fetched or read. */
export async function openPaper(options: PaperOptions): Promise<Paper> {
  const task = getDocument({
    url: options.url,
    disableStream: options.byRanges,
    // Everybody sees the letters that the file or this client brings, never those of their own machine.
    useSystemFonts: false,
    cMapUrl: `${ASSETS}cmaps/`,
    standardFontDataUrl: `${ASSETS}standard_fonts/`,
    wasmUrl: `${ASSETS}wasm/`,
    iccUrl: `${ASSETS}iccs/`,
    enableXfa: false,
  });
  const file = await task.promise;
  const viewer = makeViewer(options);
  await laidOut(viewer, file);
  return {
    pageCount: file.numPages,
    sheets: () => sheetsOf(viewer),
    setScale: (scale) => (viewer.currentScale = scale / FULL_SIZE),
    textColumn: (pageNumber) => textColumn(file, pageNumber),
    textLayer: (pageNumber) =>
      (viewer.getPageView(pageNumber - 1) as PageView | undefined)?.div.querySelector<HTMLElement>(
        ".textLayer",
      ) ?? null,
    close: () => {
      viewer.setDocument(null);
      viewer.linkService.setDocument(null);
      void task.destroy();
    },
  };
}

function makeViewer({ container, viewer, ondrawn, onlayout }: PaperOptions): PDFViewer {
  const eventBus = new EventBus();
  const linkService = new PDFLinkService({
    eventBus,
    externalLinkTarget: LinkTarget.BLANK,
    externalLinkRel: "noopener noreferrer nofollow",
  });
  const pdfViewer = new PDFViewer({
    container,
    viewer,
    eventBus,
    linkService,
    removePageBorders: true,
    annotationMode: AnnotationMode.ENABLE,
    annotationEditorMode: EDITING_OFF,
    enableAutoLinking: false,
  });
  linkService.setViewer(pdfViewer);
  eventBus.on("pagerendered", ({ pageNumber }: { pageNumber: number }) => ondrawn(pageNumber));
  eventBus.on("scalechanging", onlayout);
  // The text can be read and selected without a tab stop on every page.
  eventBus.on("textlayerrendered", ({ source }: { source: PageView }) =>
    source.div.querySelector(".textLayer")?.setAttribute("tabindex", "-1"),
  );
  return pdfViewer;
}

async function laidOut(viewer: PDFViewer, file: PDFDocumentProxy): Promise<void> {
  const initialised = new Promise((resolve) => viewer.eventBus.on("pagesinit", resolve));
  viewer.setDocument(file);
  viewer.linkService.setDocument(file, null);
  await initialised;
}

/** What this client uses of a page's view. */
interface PageView {
  readonly div: HTMLElement;
  readonly viewport: { readonly scale: number; readonly userUnit: number };
}

function sheetsOf(viewer: PDFViewer): Sheet[] {
  return Array.from({ length: viewer.pagesCount }, (_, index) => {
    const { div, viewport } = viewer.getPageView(index) as PageView;
    return {
      pageNumber: index + 1,
      left: div.offsetLeft + div.clientLeft,
      top: div.offsetTop + div.clientTop,
      width: div.clientWidth,
      height: div.clientHeight,
      scale: viewport.scale * viewport.userUnit,
    };
  });
}

async function textColumn(
  file: PDFDocumentProxy,
  pageNumber: number,
): Promise<{ left: number; right: number } | null> {
  const page = await file.getPage(pageNumber);
  const { items } = await page.getTextContent();
  const viewport = page.getViewport({ scale: 1 });
  const edges = items.flatMap((item) => {
    if (!("transform" in item) || item.str.trim() === "") return [];
    const [, , , , x = 0, y = 0] = item.transform as number[];
    const [start] = viewport.convertToViewportPoint(x, y) as [number, number];
    const [end] = viewport.convertToViewportPoint(x + item.width, y) as [number, number];
    return [start, end];
  });
  return edges.length === 0 ? null : { left: Math.min(...edges), right: Math.max(...edges) };
}
