import type { FreezeNow } from "../../core/operation/freeze/freezes.ts";
import { findRequestedWindow } from "../../core/operation/request/operations.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { findWindow } from "../../core/policy/windows.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { markCode } from "../text/escape.ts";
import { formatMoment, sayDuration } from "../text/times.ts";

/** Says when a request begins once it is approved: at once, after the freeze that is on now, or in its window or the policy's. */
export function sayWhenItBegins({ proposal, policy, useForMs }: Request, freeze: FreezeNow | undefined, now: Instant): string {
  const requested = findRequestedWindow(proposal);
  const window = findWindow(policy?.windows ?? [], requested, now);
  if (window === "closed") return "no more: its window has closed";
  const inTime = `within ${sayDuration(useForMs)}`;
  if (window === undefined || (requested === undefined && window.opens <= now))
    return `${freeze === undefined ? "runs at once; if something holds it up" : "waits for the end of the freeze"}, ${inTime} or not at all`;
  const opens = window.opens <= now ? "is open" : `opens at ${formatMoment(window.opens, now)}`;
  const closes = window.closes === undefined ? "" : ` and closes at ${formatMoment(window.closes, now)}`;
  const whose = requested === undefined ? "the policy's hours" : `its window (${markCode(requested.hours, 60)})`;
  return `waits for ${whose}: the window ${opens}${closes}. It begins ${inTime} of the opening or not at all; what has begun is finished whatever the clock`;
}
