import type { Harness } from "../../deploy/demo/harness.ts";
import { playWholeMove } from "../../deploy/demo/whole-move.ts";
import type { Look } from "./look.ts";
import { walkRefreshTrap, type Write } from "./refresh-trap.ts";
import type { TablesToMove } from "./settings.ts";
import { tellNews } from "./told.ts";

const ANSWER_WITHIN_MS = 2 * 60_000;

export interface Run {
  readonly look: Look;
  readonly tables: TablesToMove;
  /** How long a copy, a VDiff or a switch may take. */
  readonly doneWithinMs: number;
  /** Undefined if nobody can write as an application does. */
  readonly write: Write | undefined;
}

/** The whole move through Tandem, checked independently; true if the tables end where they should. Reports everything that happens. */
export async function run(harness: Harness, { look, tables, doneWithinMs, write }: Run, print: (line: string) => void): Promise<boolean> {
  const tell = tellNews(harness, print);
  const move = `${tables.targetKeyspace}.${tables.workflow}`;
  const show = async (): Promise<void> => {
    tell();
    print(`   Vitess: ${await look.state()}`);
  };
  try {
    const obstacle = await look.obstacle();
    if (obstacle !== undefined) {
      print(`Not run: ${obstacle}`);
      return false;
    }
    await playWholeMove(
      harness,
      {
        move,
        sourceKeyspace: tables.sourceKeyspace,
        tables: tables.tables,
        answerWithinMs: ANSWER_WITHIN_MS,
        doneWithinMs,
        async afterStep(step, card) {
          await show();
          const [table = ""] = tables.tables;
          // Writes are at the source again, and what comes after shows that the move goes on.
          if (step === "reverse")
            await walkRefreshTrap({ harness, denial: look.denial, move, table, card, withinMs: ANSWER_WITHIN_MS, write, print, show });
        },
      },
      print,
    );
    const unfinished = await look.unfinished();
    if (unfinished !== undefined) print(unfinished);
    return unfinished === undefined;
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    await giveBack(look, tables, print);
    await show().catch((late: unknown) => print(`   Vitess cannot be asked: ${String(late)}`));
    print(`Left as it is: the workflow ${move}, if Vitess shows one. Before cancelling, see where traffic is.`);
    return false;
  }
}

/** Unblocks the writes that this run denied and nobody unblocked. Never throws: says what is left to do by hand. */
export async function giveBack({ denial }: Look, { sourceKeyspace, tables }: TablesToMove, print: (line: string) => void): Promise<void> {
  try {
    const shard = await denial.undo();
    if (shard !== undefined) print(`   Writes to ${tables[0]} at ${shard} were denied for the refresh trap, and are given back.`);
  } catch (error) {
    print(
      `   Writes to ${tables[0]} may still be denied in ${sourceKeyspace}: SetShardTabletControl with --remove, then RefreshStateByShard. ${String(error)}`,
    );
  }
}
