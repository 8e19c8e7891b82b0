import { COMPLETE_DEFAULTS, type CompleteOptions } from "../../core/options.ts";
import { NAMES } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem, type Problem } from "../refusals.ts";
import { FLAG } from "../values.ts";
import { defineVerb, inCluster, isNameless, onlyName } from "../verb.ts";

/** `dropTables` is Tandem's own: it says aloud what the reference client does when it is told nothing. */
type Complete = CompleteOptions & { readonly dropTables: boolean; readonly dryRun: boolean };

export const COMPLETE_OPTIONS: OptionsOf<Complete> = {
  renameTables: { name: "rename-tables", kind: FLAG, meaning: "Rename the source's tables to _name_old." },
  keepData: { name: "keep-data", kind: FLAG, meaning: "Leave the source's tables as they are." },
  dropTables: { name: "drop-tables", kind: FLAG, meaning: "Drop the source's tables." },
  keepRoutingRules: { name: "keep-routing-rules", kind: FLAG, meaning: "Leave the routing rules as they are." },
  shards: { name: "shards", kind: NAMES, meaning: "Sent along; Vitess completes every shard all the same." },
  ignoreSourceKeyspace: { name: "ignore-source-keyspace", kind: FLAG, meaning: "The source keyspace is gone: leave it out." },
  v1: { name: "v1", kind: FLAG, meaning: "Carry it out with DropSources of Vitess 11 to 15." },
  dryRun: { name: "dry-run", kind: FLAG, meaning: "Only say what would happen." },
};

export const COMPLETE_TYPED_DEFAULTS = { ...COMPLETE_DEFAULTS, dropTables: false, dryRun: false } satisfies Complete;

export const COMPLETE = defineVerb<Complete>({
  verb: "complete",
  typed: "complete",
  alsoTyped: [],
  takes: "[target_keyspace.workflow]",
  meaning: "Ask two people to end the move for good; without --rename-tables, --keep-data or --drop-tables a form asks.",
  example: "/movetables complete customer.commerce2customer --rename-tables",
  options: COMPLETE_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: COMPLETE_TYPED_DEFAULTS,
  build(ask, given) {
    if (!ask.pasted && isNameless(ask) && Object.keys(given).length === 0)
      return { verb: "form", form: "complete", ...inCluster(ask.cluster) };
    const { dropTables, dryRun, ...asked } = { ...COMPLETE_TYPED_DEFAULTS, ...given };
    const undecided = !ask.pasted && !(dropTables || asked.keepData || asked.renameTables);
    // A dry run changes nothing, so nobody is asked first: it shows what the form has chosen beforehand.
    const options = undecided && dryRun ? { ...asked, renameTables: true } : asked;
    const decided = dropTables || options.keepData || options.renameTables;
    const name = contradiction({ ...options, dropTables, dryRun }) ?? onlyName(ask, "complete");
    return isProblem(name) ? name : { verb: "complete", name, options, dryRun, form: !ask.pasted && !decided };
  },
});

function contradiction(options: Complete): Problem | undefined {
  const fates = (["renameTables", "keepData", "dropTables"] as const).filter((field) => options[field]);
  const [first, second] = fates.map((field) => `--${COMPLETE_OPTIONS[field].name}`);
  return first === undefined || second === undefined ? undefined : problem("contradiction", { first, second });
}
