/** The line that says what to do next; the step comes formatted, and may end in its own full stop. */
export function sayNext(step: string): string {
  return `*Next:* ${step.slice(0, 1).toUpperCase()}${step.slice(1)}${/[.!?:]$/.test(step) ? "" : "."}`;
}
