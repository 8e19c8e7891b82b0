import type { EntryBody } from "../../core/announce/entries.ts";
import { AFTER_STOPPED_COPY } from "../../core/explain/streams/stopped-after-copy.ts";
import { formatShort } from "../text/numbers.ts";
import { sayDuration } from "../text/times.ts";
import type { OfKind } from "../wording/of-kind.ts";

/** The line that says that a copy has finished, and what is next. */
export function sayCopyFinished({ rows, tookMs, stops }: OfKind<EntryBody, "copy-finished">): string {
  const what = rows === 0n ? "" : ` ${formatShort(rows)} ${rows === 1n ? "row" : "rows"} by Vitess's count`;
  const lasted = tookMs === undefined ? "" : ` in ${sayDuration(tookMs)}`;
  return `Copy finished${what === "" ? lasted : `:${what}${lasted === "" ? "" : `,${lasted}`}`}. ${stops === true ? `It stops here, as requested. *Next:* ${AFTER_STOPPED_COPY}` : "*Next:* Run a VDiff"}.`;
}
