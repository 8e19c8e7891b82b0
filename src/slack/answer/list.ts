import type { Answer, MoveView } from "../../core/command/answers.ts";
import { buildContext, buildSection } from "../blocks/build.ts";
import type { AnswerMessage } from "../blocks/message.ts";
import { buildMovesFile, buildMoveTable, titleMoves } from "../move/table.ts";
import { markCode } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import type { Names } from "../text/people.ts";
import { listFreezeLines } from "../wording/freezes.ts";
import type { OfKind } from "../wording/of-kind.ts";

const MOST_OTHERS = 10;

/** Lists all moves in one table, then what else runs in Vitess and which clusters did not answer. */
export function renderList({ moves, others, csv, unreachable, frozen = [], now }: OfKind<Answer, "list">, names?: Names): AnswerMessage {
  const isSilent = ({ situation }: MoveView): boolean => unreachable.includes(situation.known.move.name.targetKeyspace);
  const built = buildMoveTable(moves, { names, isSilent });
  const shown = new Set<string>(moves.filter(isSilent).map(({ situation }) => situation.known.move.name.targetKeyspace));
  const [stale, missing] = [unreachable.filter((one) => shown.has(one)), unreachable.filter((one) => !shown.has(one))];
  const title = built === undefined ? "No moves" : titleMoves(moves);
  return {
    text: title,
    blocks: [
      buildSection(`*${title}*`, built === undefined && "Begin one with `/movetables create`.", ...listFreezeLines(frozen, now, names)),
      ...(built === undefined ? [] : [built.table]),
      ...(built?.rest === undefined
        ? []
        : [
            buildContext(
              `Not in the table: ${built.rest}. All are in the file, in a direct message to you; \`/movetables list customer\` shows one keyspace`,
            ),
          ]),
      ...(csv === true && built !== undefined && built.rest === undefined
        ? [buildContext("All moves are in the file, in a direct message to you")]
        : []),
      ...(others.length > 0 ? [buildSection("*In Vitess, not followed by Tandem*", ...listOtherWorkflowLines(others))] : []),
      ...(stale.length > 0
        ? [
            buildSection(
              `Not answering: the moves of ${listNames(stale)} are shown as last known, without workflows that Tandem does not follow`,
            ),
          ]
        : []),
      ...(missing.length > 0 ? [buildSection(`Not answering, so not in this list: ${listNames(missing)}`)] : []),
    ],
    ...(built !== undefined && (csv === true || built.rest !== undefined) ? { file: buildMovesFile(moves) } : {}),
  };
}

function listOtherWorkflowLines(others: OfKind<Answer, "list">["others"]): readonly string[] {
  const lines = others
    .slice(0, MOST_OTHERS)
    .map(({ name, type, states }) => `• ${moveTitle(name)} · ${markCode(type, 30)} · ${markCode([...new Set(states)].join(", "), 60)}`);
  return others.length > MOST_OTHERS ? [...lines, `and ${others.length - MOST_OTHERS} more`] : lines;
}
