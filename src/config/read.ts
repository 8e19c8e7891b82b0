import type { Environment } from "./environment.ts";
import { findPemTrouble, findFileTrouble } from "./files.ts";
import type { Mistake } from "./problems.ts";
import { openSecretFile, type FollowedFile } from "./secret-file.ts";
import { SETTINGS, type Setting, type SettingName, type SettingValues } from "./settings.ts";

/** Reads settings one by one and collects what is wrong with each. */
export interface SettingsReader {
  /** Undefined if it is not set, or if it is wrong and so among the problems. */
  optional<Name extends SettingName>(name: Name): SettingValues[Name] | undefined;
  /** Like `optional`, but a missing setting is a problem too. */
  required<Name extends SettingName>(name: Name): SettingValues[Name] | undefined;
  /** The file that the setting names. It is readable, and a PEM file if `kind` says so. */
  file(name: SettingName, kind: "pem" | "secret"): { readonly file: string } | undefined;
  /** The file that the setting names, which holds a secret for which `isRight` is true. */
  secretFile(name: SettingName, isRight: (text: string) => boolean): FollowedFile | undefined;
  isSet(name: SettingName): boolean;
  problem(problem: Mistake): void;
}

// Most programs read these in lower case only, or in both.
const ALSO_LOWER_CASE: { readonly [Name in SettingName]?: string } = { HTTPS_PROXY: "https_proxy", NO_PROXY: "no_proxy" };

/** A reader of one environment. Puts every error into `problems` and throws nothing, so that all are reported at once. */
export function createSettingsReader(env: Environment, problems: Mistake[]): SettingsReader {
  // Files of secrets often end in a line break, which belongs to no value here.
  const readText = (name: SettingName): string => env[name]?.trim() || env[ALSO_LOWER_CASE[name] ?? name]?.trim() || "";

  function optional<Name extends SettingName>(name: Name): SettingValues[Name] | undefined {
    const text = readText(name);
    if (text === "") return undefined;
    const setting: Setting<SettingValues[Name]> = SETTINGS[name];
    const read = setting.schema.safeParse(text);
    if (read.success) return read.data;
    const shown = setting.secret === true ? "is not of the right form" : `is ${JSON.stringify(clipForProblem(text))}`;
    problems.push({ setting: name, wrong: shown, right: `it takes ${setting.takes}` });
    return undefined;
  }

  function refuseFile(name: SettingName, path: string, trouble: string): undefined {
    const wrong = `names ${JSON.stringify(clipForProblem(path))}, which ${trouble}`;
    problems.push({ setting: name, wrong, right: `it takes ${SETTINGS[name].takes}` });
  }

  return {
    optional,
    required(name) {
      if (readText(name) === "") problems.push({ setting: name, wrong: "is not set", right: `it takes ${SETTINGS[name].takes}` });
      return optional(name);
    },
    file(name, kind) {
      const path = readText(name);
      if (path === "") return undefined;
      const trouble = kind === "pem" ? findPemTrouble(path) : findFileTrouble(path);
      return trouble === undefined ? { file: path } : refuseFile(name, path, trouble);
    },
    secretFile(name, isRight) {
      const path = readText(name);
      if (path === "") return undefined;
      const opened = openSecretFile(path, isRight);
      return "trouble" in opened ? refuseFile(name, path, opened.trouble) : opened;
    },
    isSet: (name) => readText(name) !== "",
    problem: (problem) => problems.push(problem),
  };
}

// Long enough to recognise the value, short enough for one line.
const LONGEST_SHOWN = 80;

/** A text cut to what fits into a problem. */
export function clipForProblem(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN - 1)}…`;
}
