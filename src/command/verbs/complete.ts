import { COMPLETE_DEFAULTS, type CompleteOptions } from "../../core/options/options.ts";
import { COMPLETE as ROWS } from "../../core/options/complete.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { defineVerb, requireOnlyName } from "./verb.ts";

export const COMPLETE = defineVerb("complete", {
  build(ask, given) {
    const { dropTables = false, dryRun = false, window, ...chosen } = given;
    const asked = { ...COMPLETE_DEFAULTS, ...chosen };
    const undecided = !ask.pasted && !(dropTables || asked.keepData || asked.renameTables);
    // A dry run changes nothing, so Tandem does not ask first: it uses the choice that the form preselects.
    const options = undecided && dryRun ? { ...asked, renameTables: true } : asked;
    const decided = dropTables || options.keepData || options.renameTables;
    const name = findContradiction({ ...options, dropTables }) ?? requireOnlyName(ask, "complete");
    if (isProblem(name)) return name;
    return { verb: "complete", name, options, dryRun, form: !ask.pasted && !decided, ...(window === undefined ? {} : { window }) };
  },
});

function findContradiction(options: CompleteOptions & { readonly dropTables: boolean }): Problem | undefined {
  const fates = (["renameTables", "keepData", "dropTables"] as const).filter((field) => options[field]);
  const [first, second] = fates.map((field) => `--${ROWS[field].name}`);
  return first === undefined || second === undefined ? undefined : toProblem("contradiction", { first, second });
}
