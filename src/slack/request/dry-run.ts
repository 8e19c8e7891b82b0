import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Block } from "../blocks/block.ts";
import { buildContext, buildPreformatted, buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { markCode, quoteVerbatim } from "../text/escape.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { formatMoment } from "../text/times.ts";
import { VERB_WORDS } from "../wording/verbs.ts";

/** Shows what Vitess said it would do when the request was made, for people who want to read that before they vote. */
export function renderDryRun({ shown, proposal, move, askedAt, digest }: Request, now: Instant): Message {
  const { dryRun: lines } = shown;
  const title = `Dry run of ${VERB_WORDS[nameVerb(proposal)].vitess} for ${moveTitle(move)}`;
  const { block, shown: fitting } = buildPreformatted(lines.map((line) => quoteVerbatim(line)));
  const left = lines.length - fitting;
  const count = `${formatCounted(lines.length, "line")}${left > 0 ? `, the first ${fitting} of them` : ""}`;
  return {
    text: toNotification(title),
    blocks: [
      buildSection(
        `*${title}*`,
        `${count}, as of ${formatMoment(askedAt, now)} · digest of what is approved: ${markCode(digest.slice(0, 8))}`,
      ),
      ...(lines.length === 0 ? [] : [block]),
    ],
  };
}

/** Says on the request that there is no dry run to read. */
export function sayNoDryRun({ shown, proposal }: Request): readonly Block[] {
  // A restore shows the difference in place of a dry run.
  return shown.dryRun.length > 0 || proposal.kind !== "workflow"
    ? []
    : [buildContext(`No dry run: Vitess has none for ${VERB_WORDS[nameVerb(proposal)].vitess}, or it was not asked.`)];
}
