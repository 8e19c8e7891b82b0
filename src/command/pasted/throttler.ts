import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { type ClientLine, type Read, readAs } from "./line.ts";
import { takeOptions, toTypedOption } from "../words/spellings.ts";

/** UpdateThrottlerConfig, as far as it throttles or releases an app. */
export function readUpdateThrottler(line: ClientLine): Read | Problem {
  const split = takeOptions(line.options, ["throttle-app", "throttle-app-ratio", "throttle-app-duration", "unthrottle-app"]);
  if (isProblem(split)) return split;
  const [other] = split.others;
  if (other !== undefined) return toProblem("option-not-ours", { option: `--${other.name}` });
  const value = (name: string) => split.taken.get(name)?.value;
  const [app, freed, ratio, duration] = [
    value("throttle-app"),
    value("unthrottle-app"),
    value("throttle-app-ratio"),
    value("throttle-app-duration"),
  ];
  if (app !== undefined && freed !== undefined) return toProblem("contradiction", { first: "--throttle-app", second: "--unthrottle-app" });
  if (freed !== undefined) return readAs("unthrottle", line, { words: [...line.words, freed], options: [] });
  if (app === undefined) return toProblem("option-missing", { option: "--throttle-app", verb: line.command });
  const options = [
    ...(ratio === undefined ? [] : [toTypedOption("ratio", ratio)]),
    ...(duration === undefined ? [] : [toTypedOption("for", duration)]),
  ];
  return readAs("throttle", line, { words: [...line.words, app], options });
}
