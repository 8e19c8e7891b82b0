import type { Logger } from "pino";
import type { Records } from "../../operations/records.ts";
import type { Block } from "../blocks/block.ts";
import { findYoung, replaceYoung, YOUNG_KINDS, type YoungKind } from "../blocks/twin.ts";

const DAY_MS = 24 * 3_600_000;

// What another process learnt is known here this much later at most, for one read a minute and not one for each message.
const READ_EVERY_MS = 60_000;

const BUDGET = "young-blocks";

/** Which young blocks this workspace refuses, for all processes. */
export interface RefusedBlocks {
  /** Reads what all know at most once a minute. If the store does not answer, what was known before counts. */
  list(): Promise<ReadonlySet<YoungKind>>;
  /** Remembers for a day that these are refused. Never throws: whoever calls it has sent their message. */
  add(kinds: readonly YoungKind[]): Promise<void>;
}

/** Opens the memory that all processes share: a refused kind rests for a day, as a method does that was called too often. */
export function rememberRefusedBlocks(
  records: Pick<Records, "askBudget" | "rest">,
  log: Logger,
  now: () => number = Date.now,
): RefusedBlocks {
  let known: Promise<ReadonlySet<YoungKind>> = Promise.resolve(new Set());
  let readAt = Number.NEGATIVE_INFINITY;

  async function read(before: Promise<ReadonlySet<YoungKind>>): Promise<ReadonlySet<YoungKind>> {
    try {
      const rests = await Promise.all(YOUNG_KINDS.map((kind) => records.askBudget(BUDGET, kind, { everyMs: 0, ahead: 0 })));
      return new Set(YOUNG_KINDS.filter((_, at) => (rests[at] ?? 0) > 0));
    } catch (error) {
      log.warn({ err: error }, "Which blocks Slack refuses here could not be read; what was known before counts");
      return before;
    }
  }

  function list(): Promise<ReadonlySet<YoungKind>> {
    if (now() - readAt >= READ_EVERY_MS) {
      readAt = now();
      known = read(known);
    }
    return known;
  }

  return {
    list,
    async add(kinds) {
      known = Promise.resolve(new Set([...(await list()), ...kinds]));
      try {
        await Promise.all(kinds.map((kind) => records.rest(BUDGET, kind, DAY_MS)));
      } catch (error) {
        log.warn({ err: error, kinds }, "Other processes do not learn yet which blocks Slack refuses here");
      }
    },
  };
}

/** The blocks with plain twins for those that this workspace is known to refuse. A message without young blocks asks nobody. */
export async function replaceRefused(refused: RefusedBlocks, blocks: readonly Block[]): Promise<readonly Block[]> {
  if (findYoung(blocks).length === 0) return blocks;
  const kinds = await refused.list();
  return replaceYoung(blocks, (kind) => kinds.has(kind));
}
