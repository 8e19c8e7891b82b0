import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { type ClientLine, type Read, readAs } from "./line.ts";
import { findFilePath, toSnapshotLabel, SNAPSHOT_SAID } from "./shell.ts";
import { takeOptions, toTypedOption } from "../words/spellings.ts";
import type { RuleDocument } from "../../core/options/kinds.ts";

/** GetRoutingRules and the like. parse saves the rules as a snapshot if the line writes them to a file. */
export function readGetRules(document: RuleDocument): (line: ClientLine) => Read | Problem {
  return (line) => readAs("rules-get", line, { words: [document, ...line.words] });
}

/** ApplyRoutingRules and the like: a file of rules means the snapshot that was saved under its name. */
export function readApplyRules(document: Exclude<RuleDocument, "mirrors">): (line: ClientLine) => Read | Problem {
  return (line) => {
    const split = takeOptions(line.options, ["rules", "rules-file"]);
    if (isProblem(split)) return split;
    const [rules, file] = ["rules", "rules-file"].map((name) => split.taken.get(name)?.value);
    if (rules !== undefined && file !== undefined) return toProblem("rules-twice", {});
    const path = file ?? (rules === undefined ? undefined : findFilePath(rules));
    if (path === undefined)
      return rules === undefined
        ? toProblem("option-missing", { option: "--rules-file", verb: line.command })
        : toProblem("rules-inline", {});
    // Tandem applies rules in every cell, and Vitess then rebuilds at once what vtgate reads.
    const not = split.others.find(({ name }) => name === "cells" || name === "skip-rebuild");
    if (not !== undefined) return toProblem("option-not-ours", { option: `--${not.name}` });
    const words = [toSnapshotLabel(path), ...line.words];
    return readAs("rules-restore", line, {
      words,
      // It replaces the whole document, whoever owns the rules in it.
      options: [...split.others, toTypedOption("documents", document), toTypedOption("whole")],
      said: SNAPSHOT_SAID.read(toSnapshotLabel(path)),
    });
  };
}
