import { checkList, type BlockProblem } from "../blocks/shape.ts";
import { optionGroup, plainOption } from "../blocks/text.ts";
import { readObjects, type Json } from "../blocks/json.ts";
import { findElement, requirePlace, type Where } from "./places.ts";
import { composeInteraction, nameChannel, type Harness } from "./harness.ts";

export type SuggestInput = Where & { readonly user: string; readonly actionId: string; readonly blockId?: string; readonly value: string };

export type Suggestions =
  | { readonly ok: true; readonly options: readonly Json[]; readonly groups: readonly Json[] }
  | { readonly ok: false; readonly error: string };

/** Types into an external select. Resolves with the app's suggestions; options that Slack would refuse are an error. */
export async function suggest(harness: Harness, input: SuggestInput): Promise<Suggestions> {
  const place = requirePlace(harness, input.user, input);
  const { block, element } = findElement(place, { actionId: input.actionId, blockId: input.blockId });
  const ack = await harness.delivery.deliver("interactive", {
    ...composeInteraction(harness, "block_suggestion", input.user),
    action_id: element["action_id"],
    block_id: block["block_id"],
    value: input.value,
    ...("viewId" in input
      ? {
          container: { type: "view", view_id: place.kind === "view" ? place.view.id : "" },
          view: place.kind === "view" ? place.view : undefined,
        }
      : {
          container: { type: "message", message_ts: input.ts, channel_id: input.channel, is_ephemeral: place.kind === "ephemeral" },
          channel: { id: input.channel, name: nameChannel(harness, input.channel) },
        }),
  });
  if (!ack.ok) return ack;
  const problems: BlockProblem[] = [];
  const at = { pointer: "/options", surface: "modal", problems } as const;
  if (ack.payload["options"] !== undefined) checkList(plainOption, { min: 0, max: 100 })(ack.payload["options"], at);
  if (ack.payload["option_groups"] !== undefined) checkList(optionGroup, { min: 0, max: 100 })(ack.payload["option_groups"], at);
  const [problem] = problems;
  if (problem) return { ok: false, error: `${problem.message} at ${problem.pointer}` };
  return { ok: true, options: readObjects(ack.payload, "options"), groups: readObjects(ack.payload, "option_groups") };
}
