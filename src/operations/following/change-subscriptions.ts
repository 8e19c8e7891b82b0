import type { Subscriptions } from "../../core/move/subscriptions.ts";
import type { ChannelId } from "../../core/people/people.ts";
import { Fault } from "../fault.ts";
import type { Change, Records } from "../records.ts";

/** Changes what a channel follows; a channel that followed nothing so far begins with nothing. */
export async function changeSubscriptions<R>(
  { records }: { readonly records: Pick<Records, "subscriptions"> },
  channel: ChannelId,
  decide: (current: Subscriptions) => Change<Subscriptions, R>,
): Promise<R> {
  await records.subscriptions.create(channel, { channel, follows: [] });
  const decided = await records.subscriptions.change(channel, (current) => {
    const { result, ...write } = decide(current);
    return { ...write, result: { result } };
  });
  if (decided === undefined) throw new Fault("unexpected", `What the channel ${channel} follows is not there`);
  return decided.result;
}
