import { findHeldBackPart } from "../../core/move/held-back.ts";
import { codeSpan } from "../text/escape.ts";

/** Says whom the tablet throttler holds back: `held back by the tablet throttler: copying rows into the target (vcopier)`. */
export function heldBackWords(component: string): string {
  const part = findHeldBackPart(component);
  return `held back by the tablet throttler: ${part === undefined ? codeSpan(component, 60) : `${part} (${codeSpan(component)})`}`;
}
