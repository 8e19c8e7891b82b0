import type { Answer, MoveView } from "../../core/command/answers.ts";
import { computeProgress } from "../../core/copy/progress.ts";
import { measureThrottledShare } from "../../core/copy/throttled.ts";
import { findFollowed } from "../../core/move/moves.ts";
import type { Reading } from "../../core/readings/readings.ts";
import { toCommandAction } from "../actions.ts";
import type { Block } from "../blocks/block.ts";
import { buildActions, buildContext, buildPreformatted, buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { drawCurve, drawLagCurve } from "../move/curve.ts";
import { renderCard } from "../move/card.ts";
import { buildFormButtons } from "../move/form-buttons.ts";
import { quoteVerbatim } from "../text/escape.ts";
import type { Names } from "../text/people.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { sayEstimatesHeld } from "../wording/estimates.ts";
import { listRowSourceLines } from "../wording/row-sources.ts";
import { buildDetailsTable } from "./details-table.ts";
import { listReadingLines } from "./streams.ts";

/** Shows the card, then everything in its reading, the curve of its copy or its lag, and the newest lines of the streams' logs. */
export function renderShow({ view, logs }: OfKind<Answer, "show">, people?: Names): Message {
  const { situation } = view;
  const { reading } = situation.known;
  const card = renderCard(view, { forFollower: false, ...(people === undefined ? {} : { names: people }) });
  const newest = logs.slice(-20);
  const table = buildDetailsTable(view);
  const curve =
    situation.phase.kind === "copying" ? drawCurve(view.samples) : drawLagCurve(findFollowed(situation.known.move)?.lagTrail ?? []);
  return {
    text: card.text,
    blocks: [
      ...card.blocks.flatMap(withoutDetails),
      ...(reading === undefined
        ? []
        : [
            buildSection(
              "*Details*",
              ...listReadingLines(reading, situation.now, {
                streamsBelow: situation.phase.kind !== "copying",
                ofCopy: situation.phase.kind === "copying" ? listCopyLines(view, reading) : [],
              }),
            ),
          ]),
      ...(table === undefined ? [] : [table.block, ...(table.left > 0 ? [buildContext(`${table.left} more`)] : [])]),
      ...(curve === undefined ? [] : [curve]),
      ...buildActions(...buildFormButtons(situation)),
      ...(newest.length === 0 ? [] : [buildPreformatted(newest.map((line) => quoteVerbatim(line))).block]),
    ],
  };
}

/** What counts the rows, how much of the time went to a throttler, and how earlier estimates did. */
function listCopyLines({ sizes, samples, earlier, situation: { now } }: MoveView, reading: Reading): readonly string[] {
  const progress = computeProgress(reading, sizes, samples, earlier);
  const throttled = measureThrottledShare(samples);
  return [
    ...listRowSourceLines(progress?.rows, reading.rowCounts, now),
    throttled === 0 ? undefined : `Throttled: ${sayShare(throttled)} of the copy so far`,
    sayEstimatesHeld(earlier),
  ].filter((line) => line !== undefined);
}

function sayShare(share: number): string {
  return share < 0.01 ? "under 1%" : `${Math.round(share * 100)}%`;
}

/** These are the details. */
function withoutDetails(block: Block): readonly Block[] {
  if (block.type !== "actions") return [block];
  const elements = block.elements.filter((one) => !("action_id" in one) || one.action_id !== toCommandAction("show"));
  return elements.length === 0 ? [] : [{ ...block, elements }];
}
