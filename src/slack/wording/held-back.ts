import { findHeldBackPart } from "../../core/move/held-back.ts";
import { markCode } from "../text/escape.ts";

/** Says whom the tablet throttler holds back: `held back by the tablet throttler: copying rows into the target (vcopier)`. */
export function sayHeldBackPart(component: string): string {
  const part = findHeldBackPart(component);
  return `held back by the tablet throttler: ${part === undefined ? markCode(component, 60) : `${part} (${markCode(component)})`}`;
}
