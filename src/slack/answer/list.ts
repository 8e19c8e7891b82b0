import type { Answer, MoveView } from "../../core/command/answers.ts";
import { section } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { summary } from "../move/summary.ts";
import { codeSpan } from "../text/escape.ts";
import { names } from "../text/lists.ts";
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
  const lines = takeFittingLines(moves.slice(0, MOST_MOVES).map((view) => `• ${summary(view, { ...known, isSilent: isSilent(view) })}`));
  const shown = new Set<string>(moves.filter(isSilent).map(({ situation }) => situation.known.move.name.targetKeyspace));
  const [stale, missing] = [unreachable.filter((one) => shown.has(one)), unreachable.filter((one) => !shown.has(one))];
  const title = moves.length === 0 ? "No moves" : formatCounted(moves.length, "move");
  const more = moves.length - lines.length;
  return {
    text: `Tandem: ${title.toLowerCase()}`,
    blocks: [
      section(`*${title}*`, moves.length === 0 && "Begin one with `/movetables create`."),
      ...paragraphs(lines).map((group) => section(...group)),
      ...(more > 0 ? [section(`and ${more} more; name a keyspace to see fewer: \`/movetables list customer\``)] : []),
      ...(others.length > 0 ? [section("*In Vitess, not followed by Tandem*", ...otherLines(others))] : []),
      ...(stale.length > 0
        ? [section(`Not answering, so shown as last known, and without what Tandem does not follow: ${names(stale)}`)]
        : []),
      ...(missing.length > 0 ? [section(`Not answering, so not in this list: ${names(missing)}`)] : []),
    ],
  };
}

function takeFittingLines(lines: readonly string[]): readonly string[] {
  let length = 0;
  return lines.filter((line) => (length += line.length + 1) <= MOVES_BUDGET);
}

function otherLines(others: OfKind<Answer, "list">["others"]): readonly string[] {
  const lines = others
    .slice(0, MOST_OTHERS)
    .map(({ name, type, states }) => `• ${moveTitle(name)} · ${codeSpan(type, 30)} · ${codeSpan([...new Set(states)].join(", "), 60)}`);
  return others.length > MOST_OTHERS ? [...lines, `and ${others.length - MOST_OTHERS} more`] : lines;
}

function paragraphs(lines: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(lines.length / MOVES_A_PARAGRAPH);
  return Array.from({ length: count }, (_, at) => lines.slice(at * MOVES_A_PARAGRAPH, (at + 1) * MOVES_A_PARAGRAPH));
}
