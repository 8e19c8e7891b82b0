import { listEmptySeats } from "../../core/operation/request/approval.ts";
import { isPersonId } from "../../core/people/people.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { quoteText } from "../text/escape.ts";
import { mentionPeople, type Names, namePerson } from "../text/people.ts";

/**
 * Whose approval an open request still lacks, and which rule asks for it. Slack draws a group's name only where the group is notified, so
 * without `mention` a group is shown by its id.
 */
export function sayPolicyLines(
  { rule, votes, policy }: Request,
  { mention = false, names }: { readonly mention?: boolean; readonly names?: Names },
): readonly string[] {
  const say = (id: string): string => (mention ? mentionPeople([id]) : isPersonId(id) ? namePerson(id, names) : id);
  const missing = listEmptySeats(rule, votes).map((seat) => `*Still missing* one of ${seat.map(say).join(", ")}`);
  if (policy?.again !== undefined)
    return ["*One approval is enough:* this same SwitchTraffic was approved before, and it was cut off on its way."];
  const spoke = policy?.spoke ?? [];
  return spoke.length === 0 ? missing : [...missing, `*By the rule* ${spoke.map((name) => quoteText(name)).join("; ")}`];
}
