import { listEmptySeats } from "../../core/operation/request/approval.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { quoteText } from "../text/escape.ts";
import { mentionPeople } from "../text/people.ts";

/** Whose approval an open request still lacks, and which rule asks for it. Slack shows a group's name only for a mention. */
export function sayPolicyLines({ rule, votes, policy }: Request): readonly string[] {
  const missing = listEmptySeats(rule, votes).map((seat) => `*Still missing* one of ${mentionPeople(seat)}`);
  const spoke = policy?.spoke ?? [];
  return spoke.length === 0 ? missing : [...missing, `*By the rule* ${spoke.map((name) => quoteText(name)).join("; ")}`];
}
