/** The shape of each kind of event. */
import type { IconName } from "../ui/icons";
import type { MarkKind } from "./marks";

export const MARK_ICONS: Readonly<Record<MarkKind, IconName>> = {
  page: "pages",
  field: "pen",
  chat: "chat",
  drawing: "highlight",
  lead: "point",
  signature: "tick",
  status: "lock",
  documents: "file",
  came: "in",
  left: "out",
  lost: "alert",
  lack: "alert",
  end: "close",
};
