import type { Stage } from "../../deploy/demo/stage.ts";
import { wholeMove } from "../../deploy/demo/whole-move.ts";
import { openLook } from "./look.ts";
import type { TablesToMove } from "./settings.ts";
import { tellNews } from "./told.ts";

const ANSWER_WITHIN_MS = 2 * 60_000;

/** The whole move through Tandem, looked at beside it; true when the tables end where they should. Says everything that happens. */
export async function run(
  stage: Stage,
  vtctld: Readonly<Record<string, string>>,
  tables: TablesToMove,
  doneWithinMs: number,
  print: (line: string) => void,
): Promise<boolean> {
  const look = openLook(vtctld, tables);
  const tell = tellNews(stage, print);
  const showState = async (): Promise<void> => print(`   Vitess: ${await look.state()}`);
  try {
    const obstacle = await look.obstacle();
    if (obstacle !== undefined) {
      print(`Not run: ${obstacle}`);
      return false;
    }
    await wholeMove(
      stage,
      {
        move: `${tables.targetKeyspace}.${tables.workflow}`,
        sourceKeyspace: tables.sourceKeyspace,
        tables: tables.tables,
        answerWithinMs: ANSWER_WITHIN_MS,
        doneWithinMs,
        async afterStep() {
          tell();
          await showState();
        },
      },
      print,
    );
    const unfinished = await look.unfinished();
    if (unfinished !== undefined) print(unfinished);
    return unfinished === undefined;
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    tell();
    await showState().catch((late: unknown) => print(`   Vitess cannot be asked: ${String(late)}`));
    print(
      `Left as it is: the workflow ${tables.targetKeyspace}.${tables.workflow}, if Vitess shows one. Before cancelling, see where traffic is.`,
    );
    return false;
  } finally {
    look.close();
  }
}
