import { isJson } from "./json.ts";

/** Where a block is shown; each surface accepts other blocks and other counts. */
export type Surface = "message" | "modal" | "home";

export interface BlockProblem {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** One place in the checked tree. `problems` is shared by the whole walk. */
export interface Place {
  readonly pointer: string;
  readonly surface: Surface;
  readonly problems: BlockProblem[];
}

export type Check = (value: unknown, at: Place) => void;

export function stepInside(at: Place, key: string | number): Place {
  return { ...at, pointer: `${at.pointer}/${key}` };
}

export function reportProblem(at: Place, code: string, message: string): void {
  at.problems.push({ pointer: at.pointer, code, message });
}

export function checkText(max: number, min = 1): Check {
  return (value, at) => {
    if (typeof value !== "string") return reportProblem(at, "invalid_type", "must be a string");
    if (value.length < min) reportProblem(at, "too_short", `must be more than ${min - 1} characters`);
    if (value.length > max) reportProblem(at, "too_long", `must be less than ${max + 1} characters`);
  };
}

export const checkFlag: Check = (value, at) => {
  if (typeof value !== "boolean") reportProblem(at, "invalid_type", "must be a boolean");
};

export function checkInteger(min: number, max: number): Check {
  return (value, at) => {
    if (!Number.isInteger(value)) return reportProblem(at, "invalid_type", "must be an integer");
    if (Number(value) < min || Number(value) > max) reportProblem(at, "out_of_range", `must be between ${min} and ${max}`);
  };
}

export const checkNumber: Check = (value, at) => {
  if (typeof value !== "number" || !Number.isFinite(value)) reportProblem(at, "invalid_type", "must be a number");
};

export const acceptAnything: Check = () => undefined;

export function checkWord(...words: readonly string[]): Check {
  return (value, at) => {
    if (typeof value !== "string" || !words.includes(value)) reportProblem(at, "invalid_value", `must be one of: ${words.join(", ")}`);
  };
}

export function checkList(item: Check, { min = 1, max }: { readonly min?: number; readonly max: number }): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return reportProblem(at, "invalid_type", "must be an array");
    if (value.length < min) reportProblem(at, "too_few", `no fewer than ${min} items allowed`);
    if (value.length > max) reportProblem(at, "too_many", `no more than ${max} items allowed`);
    for (const [index, entry] of value.entries()) item(entry, stepInside(at, index));
  };
}

/** An object with exactly these fields: `required` must exist, `optional` may, others are refused as Slack refuses them. */
export function checkObject(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  return (value, at) => {
    if (!isJson(value)) return reportProblem(at, "invalid_type", "must be an object");
    for (const [key, check] of Object.entries(required)) {
      if (value[key] === undefined || value[key] === null) reportProblem(at, "missing_field", `missing required field: ${key}`);
      else check(value[key], stepInside(at, key));
    }
    for (const [key, entry] of Object.entries(value)) {
      if (required[key]) continue;
      const check = optional[key];
      if (!check) reportProblem(at, "unknown_field", `invalid additional property: ${key}`);
      else if (entry !== undefined && entry !== null) check(entry, stepInside(at, key));
    }
  };
}

/** Chooses the check by the object's `type`; a type missing from the table is refused. */
export function checkByType(table: Readonly<Record<string, Check>>): Check {
  return (value, at) => {
    if (!isJson(value)) return reportProblem(at, "invalid_type", "must be an object");
    const check = typeof value["type"] === "string" ? table[value["type"]] : undefined;
    if (check) check(value, at);
    else reportProblem(stepInside(at, "type"), "unsupported_type", `unsupported type: ${String(value["type"])}`);
  };
}

export function checkAll(...checks: readonly Check[]): Check {
  return (value, at) => {
    for (const check of checks) check(value, at);
  };
}
