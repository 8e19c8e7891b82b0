import { capitalize } from "../text/sentences.ts";

/** The line that says what to do next; the step comes formatted, and may end in its own full stop. */
export function sayNext(step: string): string {
  return `*Next:* ${capitalize(step)}${/[.!?:]$/.test(step) ? "" : "."}`;
}
