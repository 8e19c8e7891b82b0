import type { Answer } from "../../core/command/answers.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildSection } from "../blocks/build.ts";
import { LIMITS } from "../blocks/limits.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { markCode, clipPlainText } from "../text/escape.ts";
import type { OfKind } from "../wording/of-kind.ts";

// More would be a menu, and hardly anybody has so many clusters that one line may mean.
const MOST_BUTTONS = 5;

/** Says that nothing was done, and asks which cluster the line is for. With one cluster its button is the next step. */
export function renderWhichCluster({ server, verb, lines }: OfKind<Answer, "which-cluster">): Message {
  const fitting = lines.slice(0, MOST_BUTTONS).filter(({ line }) => line.length <= LIMITS.buttonValue);
  const first = `*Nothing was done: ${markCode(server)} is no server that Tandem knows*`;
  const next =
    fitting.length === 0
      ? "Type the line again without `--server`, and with `--cluster` where there are several clusters."
      : `Say where the line is to run${fitting.length === 1 ? ", if it is meant for this cluster" : ""}.`;
  const style = fitting.length === 1 ? ({ style: "primary" } as const) : {};
  const buttons = fitting.map(({ cluster, line }, index) =>
    buildButton(clipPlainText(`Run on ${cluster}`, 75), `${toCommandAction(verb)}-${"abcde".charAt(index)}`, line, style),
  );
  return { text: toNotification(first), blocks: [buildSection(first, next), ...buildActions(...buttons)] };
}
