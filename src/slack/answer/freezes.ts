import { writeValue } from "../../command/words/kinds.ts";
import type { FreezeAnswer } from "../../core/command/freeze-answers.ts";
import type { Message } from "../blocks/message.ts";
import { markCode, quoteText } from "../text/escape.ts";
import { joinWithAnd } from "../text/lists.ts";
import { namePerson } from "../text/people.ts";
import { nameFrozen, sayFreeze } from "../wording/freezes.ts";
import { sayNext } from "../wording/next-line.ts";
import type { OfKind } from "../wording/of-kind.ts";
import type { AnswerFacts } from "./answer.ts";
import { buildLinesMessage } from "./lines.ts";

/** Says what is frozen, what that means, and how it ends. */
export function renderFrozen({ cluster, freeze }: OfKind<FreezeAnswer, "frozen">, { now, names }: AnswerFacts): Message {
  return buildLinesMessage(
    `Frozen: ${sayFreeze(freeze, now, names, cluster)}`,
    "Nothing that takes approvals runs there meanwhile. Requests stay open and can be approved; what is approved waits, as long as its approval may be used. Unblocking writes, and finishing a switch or a reverse that was cut off, is not held.",
    `To end it early: ${markCode(`/movetables thaw ${cluster}/${freeze.keyspace ?? "*"}`)}`,
  );
}

/** Says that it is over, and what is left. */
export function renderThawed({ cluster, keyspace, left }: OfKind<FreezeAnswer, "thawed">, { now, names }: AnswerFacts): Message {
  const [still] = left;
  return buildLinesMessage(
    still === undefined
      ? `Thawed: ${nameFrozen(keyspace, cluster)}. What is approved there goes on by itself.`
      : `Your part is thawed, but ${sayFreeze(still, now, names, cluster)}`,
    still === undefined
      ? undefined
      : sayNext(
          still.by === undefined
            ? "change `freezes` in tandem.yaml; Tandem takes that over by itself"
            : `${namePerson(still.by, names)} can thaw it, or two people together`,
        ),
  );
}

/** Says who is needed besides. */
export function renderThawAsked({ cluster, keyspace, freezes }: OfKind<FreezeAnswer, "thaw-asked">, { names }: AnswerFacts): Message {
  const by = joinWithAnd([...new Set(freezes.map((one) => namePerson(one.by, names)))]);
  const isApprover = freezes.every(({ thaw }) => thaw?.isApprover === true);
  return buildLinesMessage(
    `Not thawed yet: ${by} froze ${nameFrozen(keyspace, cluster)}, so a second person has to agree within an hour: ${isApprover ? "any operator or approver" : "an approver"}.`,
    `They type ${markCode(`/movetables thaw ${cluster}/${keyspace ?? "*"}`)}`,
  );
}

const PLANS = {
  reverse: "Traffic goes back to the source at once (ReverseTraffic), if a running reverse workflow makes that safe.",
  cancel: "The move is given up at once (Cancel). What was copied stays in the target: nothing is dropped behind broken glass.",
  restore: "The routing rules of this move alone go back to those of the snapshot at once.",
  rebuild: "Every cell serves the saved routing rules at once (RebuildVSchemaGraph).",
  thaw: "Every freeze on it that was made by a command ends at once.",
} as const satisfies Record<OfKind<FreezeAnswer, "break-glass-plan">["what"], string>;

/** Says what one person is about to do alone, and gives the line for it. */
export function renderBreakGlassPlan({ what, name, typed, reason, instead }: OfKind<FreezeAnswer, "break-glass-plan">): Message {
  const line = `/movetables break-glass ${what} ${typed} --confirm ${name} --reason ${writeValue("sentence", reason)}`;
  return buildLinesMessage(
    `*Break the glass: ${what} ${markCode(typed, 200)}*`,
    instead === undefined ? undefined : `Nothing was done: ${quoteText(instead)} is not its name.`,
    PLANS[what],
    "Nobody votes on this, and a freeze does not hold it. An approved operation of this move that waits is called off. The audit and the operators' channel, if there is one, get your name and your reason.",
    sayNext(`type the name to do it: ${markCode(line, 500)}`),
  );
}
