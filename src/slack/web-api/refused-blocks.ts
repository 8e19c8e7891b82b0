import type { Logger } from "pino";
import type { Records } from "../../operations/records.ts";
import type { Block } from "../blocks/block.ts";
import { findYoung, replaceYoung, YOUNG_KINDS, type YoungKind } from "../blocks/twin.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

// What another process learnt is known here this much later at most, for one read a minute and not one for each message.
const READ_EVERY_MS = 60_000;

const BUDGET = "young-blocks";

/** A young block that Slack refused, and whose plain twin it took. */
export interface RefusedBlock {
  readonly kind: YoungKind;
  /** Slack pointed at the block's type: it does not know this kind here. */
  readonly isType: boolean;
  /** What the message had of this kind, to tell whether two refusals are about the same. */
  readonly content: string;
}

/** Which young blocks this workspace refuses, for all processes. */
export interface RefusedBlocks {
  /** Reads what all know at most once a minute. If the store does not answer, what was known before counts. */
  list(): Promise<ReadonlySet<YoungKind>>;
  /** Remembers for a day that Slack refuses these kinds here, as far as these refusals show it. Never throws: the caller has sent their message. */
  noteRefused(blocks: readonly RefusedBlock[]): Promise<void>;
  /** Remembers for a day that Slack took these kinds here. Never throws either. */
  noteTaken(kinds: readonly YoungKind[]): Promise<void>;
}

/**
 * Opens the memory that all processes share: a refused kind rests for a day, as a method does that was called too often.
 *
 * Slack answers `invalid_blocks` both for a kind that it does not know and for one block with bad content, whose twin would pass as well, so
 * a refusal alone shows neither. A kind rests at once if Slack points at the block's type. Otherwise it rests after two different messages
 * within an hour, unless any process had a block of this kind taken in the last day: then it is known here, and each bad message costs one
 * more call. Suspicion is kept in the process; what was taken, which a restart should not forget, is shared.
 */
export function rememberRefusedBlocks(
  records: Pick<Records, "askBudget" | "rest">,
  log: Logger,
  now: () => number = Date.now,
): RefusedBlocks {
  let known: Promise<ReadonlySet<YoungKind>> = Promise.resolve(new Set());
  let readAt = Number.NEGATIVE_INFINITY;
  const suspected = new Map<YoungKind, { readonly at: number; readonly content: string }>();
  const taken = new Map<YoungKind, number>();

  const isResting = async (name: string): Promise<boolean> => (await records.askBudget(BUDGET, name, { everyMs: 0, ahead: 0 })) > 0;

  async function read(before: Promise<ReadonlySet<YoungKind>>): Promise<ReadonlySet<YoungKind>> {
    try {
      const rests = await Promise.all(YOUNG_KINDS.map(isResting));
      return new Set(YOUNG_KINDS.filter((_, at) => rests[at] === true));
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

  async function wasTaken(kind: YoungKind): Promise<boolean> {
    if (isWithin(taken.get(kind), DAY_MS)) return true;
    try {
      return await isResting(nameTaken(kind));
    } catch (error) {
      log.warn({ err: error, kind }, "Whether Slack takes a block here could not be read; two refusals decide");
      return false;
    }
  }

  function isWithin(at: number | undefined, ms: number): boolean {
    return at !== undefined && now() - at < ms;
  }

  async function isOfKind({ kind, isType, content }: RefusedBlock): Promise<boolean> {
    if (isType) return true;
    const earlier = suspected.get(kind);
    if (earlier === undefined || !isWithin(earlier.at, HOUR_MS)) suspected.set(kind, { at: now(), content });
    else if (earlier.content !== content) return !(await wasTaken(kind));
    return false;
  }

  return {
    list,
    async noteRefused(blocks) {
      const decided = await Promise.all(blocks.map(isOfKind));
      const kinds = blocks.flatMap(({ kind }, at) => (decided[at] === true ? [kind] : []));
      if (kinds.length === 0) return;
      known = Promise.resolve(new Set([...(await list()), ...kinds]));
      try {
        await Promise.all(kinds.map((kind) => records.rest(BUDGET, kind, DAY_MS)));
      } catch (error) {
        log.warn({ err: error, kinds }, "Other processes do not learn yet which blocks Slack refuses here");
      }
    },
    async noteTaken(kinds) {
      for (const kind of kinds) suspected.delete(kind);
      // Half a day, so that what is shared never lapses while messages are taken.
      const fresh = kinds.filter((kind) => !isWithin(taken.get(kind), DAY_MS / 2));
      for (const kind of fresh) taken.set(kind, now());
      try {
        await Promise.all(fresh.map((kind) => records.rest(BUDGET, nameTaken(kind), DAY_MS)));
      } catch (error) {
        log.warn({ err: error, kinds: fresh }, "Other processes do not learn yet which blocks Slack takes here");
      }
    },
  };
}

function nameTaken(kind: YoungKind): string {
  return `taken:${kind}`;
}

/** The blocks with plain twins for those that this workspace is known to refuse. A message without young blocks asks nobody. */
export async function replaceRefused(refused: RefusedBlocks, blocks: readonly Block[]): Promise<readonly Block[]> {
  if (findYoung(blocks).length === 0) return blocks;
  const kinds = await refused.list();
  return replaceYoung(blocks, (kind) => kinds.has(kind));
}
