import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { markCode } from "../text/escape.ts";

/** Begins a sentence with an option with its dashes, a verb, or the commands that a release had: `--force needs`. */
export function sayOptionNeeds(option: string): string {
  const words = option.split(" and ").map((word) => markCode(word));
  return `${words.join(" and ")} ${words.length > 1 ? "need" : "needs"}`;
}

/** Says which release is needed and which one the cluster has. */
export function sayReleaseNeeded(release: Refused["release"]): string {
  if (release === undefined) return "another release of Vitess";
  const { needs, bound, connected } = release;
  return `Vitess ${needs} or ${bound === "since" ? "later" : "earlier"}, and this cluster runs ${connected}`;
}
