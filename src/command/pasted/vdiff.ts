import { findVDiff } from "../verbs/own.ts";
import { isProblem, type Problem } from "../words/refusals.ts";
import { type ClientLine, type Read, readAs } from "./line.ts";
import { respell, VDIFF_SPELLINGS } from "../words/spellings.ts";

/** VDiff: an action and a name in either order. Without an action the older client compares, as its first kind of VDiff did. */
export function readVDiffLine(line: ClientLine): Read | Problem {
  const options = respell(line.options, VDIFF_SPELLINGS);
  if (isProblem(options)) return options;
  const names = line.words.filter((word) => word.includes("."));
  if (line.legacy && line.words.length === 1 && names.length === 1) return readAs("vdiff-create", line, { options });
  const found = findVDiff(line.words.filter((word) => word !== ""));
  return isProblem(found) ? found : readAs(found.verb.verb, line, { words: found.words, options });
}
