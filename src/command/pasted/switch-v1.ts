import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import type { ScannedOption } from "../words/scan.ts";
import { type ClientLine, type Read, readAs } from "./line.ts";
import { takeOptions, isFlagSet, toTypedOption, respell, SWITCH_SPELLINGS } from "../words/spellings.ts";

/** SwitchReads: only the read traffic, forward or backward. */
export function readSwitchReads(line: ClientLine): Read | Problem {
  const split = takeOptions(respell(line.options, SWITCH_SPELLINGS), ["reverse"]);
  if (isProblem(split)) return split;
  const types = split.others.find(({ name }) => name === "tablet-types");
  if (/primary|master/i.test(types?.value ?? "")) {
    return toProblem("value-wrong", {
      option: "--tablet-types",
      value: types?.value ?? "",
      expected: "replica and rdonly; SwitchWrites is for primary",
    });
  }
  const options = [...split.others, ...(types === undefined ? [toTypedOption("tablet-types", "rdonly,replica")] : []), toTypedOption("v1")];
  return readAs(isFlagSet(split.taken, "reverse") ? "reverse" : "switch", line, { options });
}

/** SwitchWrites: only the write traffic, forward or backward; with `-cancel`, unblocks writes after a switch died. */
export function readSwitchWrites(line: ClientLine): Read | Problem {
  const split = takeOptions(respell(line.options, SWITCH_SPELLINGS), ["reverse", "cancel", "timeout", "filtered-replication-wait-time"]);
  if (isProblem(split)) return split;
  const { taken, others } = split;
  if (isFlagSet(taken, "cancel")) {
    return isFlagSet(taken, "reverse")
      ? toProblem("contradiction", { first: "--cancel", second: "--reverse" })
      : readAs("rescue", line, { options: others });
  }
  const timeout = mergeTimeouts(taken.get("timeout"), taken.get("filtered-replication-wait-time"));
  if (isProblem(timeout)) return timeout;
  const options = [...others, ...(timeout === undefined ? [] : [timeout]), toTypedOption("tablet-types", "primary"), toTypedOption("v1")];
  return readAs(isFlagSet(taken, "reverse") ? "reverse" : "switch", line, { options });
}

/** DropSources: the older name of Complete. */
export function readDropSources(line: ClientLine): Read | Problem {
  return readAs("complete", line, { options: [...line.options, toTypedOption("v1")] });
}

/** Both options set the same wait; on Vitess 12 only the longer name had an effect. */
function mergeTimeouts(timeout: ScannedOption | undefined, wait: ScannedOption | undefined): ScannedOption | undefined | Problem {
  if (timeout === undefined) return wait === undefined ? undefined : { ...wait, name: "timeout" };
  if (wait === undefined || wait.value === timeout.value) return timeout;
  return toProblem("contradiction", { first: "--timeout", second: "--filtered-replication-wait-time" });
}
