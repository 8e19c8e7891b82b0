import type { Answer, MoveView } from "../../core/command/answers.ts";
import { buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { summariseMove } from "../move/summary.ts";
import { markCode } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import type { Names } from "../text/people.ts";
import type { OfKind } from "../wording/of-kind.ts";

const MOST_MOVES = 40;
const MOST_OTHERS = 10;
/** A paragraph takes 3,000 characters; ten moves with long names fit comfortably. */
const MOVES_A_PARAGRAPH = 10;
/** Characters for all moves; the rest of the message needs about 2,000. */
const MOVES_BUDGET = 6000;

/** Lists all moves, one per line, then what else runs in Vitess and which clusters did not answer. */
export function renderList({ moves, others, unreachable }: OfKind<Answer, "list">, people?: Names): Message {
  const known = people === undefined ? {} : { names: people };
  const isSilent = ({ situation }: MoveView): boolean => unreachable.includes(situation.known.move.name.targetKeyspace);
  const lines = takeFittingLines(
    moves.slice(0, MOST_MOVES).map((view) => `• ${summariseMove(view, { ...known, isSilent: isSilent(view) })}`),
  );
  const shown = new Set<string>(moves.filter(isSilent).map(({ situation }) => situation.known.move.name.targetKeyspace));
  const [stale, missing] = [unreachable.filter((one) => shown.has(one)), unreachable.filter((one) => !shown.has(one))];
  const title = moves.length === 0 ? "No moves" : formatCounted(moves.length, "move");
  const more = moves.length - lines.length;
  return {
    text: `Tandem: ${title.toLowerCase()}`,
    blocks: [
      buildSection(`*${title}*`, moves.length === 0 && "Begin one with `/movetables create`."),
      ...splitParagraphs(lines).map((group) => buildSection(...group)),
      ...(more > 0 ? [buildSection(`and ${more} more; name a keyspace to see fewer: \`/movetables list customer\``)] : []),
      ...(others.length > 0 ? [buildSection("*In Vitess, not followed by Tandem*", ...listOtherWorkflowLines(others))] : []),
      ...(stale.length > 0
        ? [buildSection(`Not answering, so shown as last known, and without what Tandem does not follow: ${listNames(stale)}`)]
        : []),
      ...(missing.length > 0 ? [buildSection(`Not answering, so not in this list: ${listNames(missing)}`)] : []),
    ],
  };
}

function takeFittingLines(lines: readonly string[]): readonly string[] {
  let length = 0;
  return lines.filter((line) => (length += line.length + 1) <= MOVES_BUDGET);
}

function listOtherWorkflowLines(others: OfKind<Answer, "list">["others"]): readonly string[] {
  const lines = others
    .slice(0, MOST_OTHERS)
    .map(({ name, type, states }) => `• ${moveTitle(name)} · ${markCode(type, 30)} · ${markCode([...new Set(states)].join(", "), 60)}`);
  return others.length > MOST_OTHERS ? [...lines, `and ${others.length - MOST_OTHERS} more`] : lines;
}

function splitParagraphs(lines: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(lines.length / MOVES_A_PARAGRAPH);
  return Array.from({ length: count }, (_, at) => lines.slice(at * MOVES_A_PARAGRAPH, (at + 1) * MOVES_A_PARAGRAPH));
}
