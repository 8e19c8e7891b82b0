import type { Command, TypedName } from "../../../src/core/command/command.ts";
import { isKeyspace, type Keyspace, parseQualifiedWorkflow } from "../../../src/core/vitess/names.ts";
import { CREATE_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
import { tablesNamed } from "../../names.ts";

/** A command line from a page of the Vitess documentation, exactly as printed there. */
export type DocumentedLine = {
  readonly page: Page;
  readonly line: string;
  /** Notes on the command, such as what became of a file. */
  readonly said?: string;
} & (
  | {
      readonly command: Command;
      /** What a command on a reverse workflow becomes once its move is known. */
      readonly onTheMove?: Command;
    }
  /** Why Tandem does not accept it. */
  | { readonly reason: string }
);

/** A page, and the releases it covers. */
export interface Page {
  readonly title: string;
  readonly oldest: number;
  readonly newest: number;
}

type Verb<V extends Command["verb"]> = Extract<Command, { readonly verb: V }>;

export function move(qualified: string): TypedName {
  const name = parseQualifiedWorkflow(qualified);
  if (name === undefined) throw new Error(qualified);
  return name;
}

export function keyspace(name: string): Keyspace {
  if (!isKeyspace(name)) throw new Error(name);
  return name;
}

/** A pasted SwitchTraffic, which switches everything in one call. */
export function switched(name: string, tabletTypes: readonly TabletType[], dryRun: boolean): Verb<"switch" | "reverse"> {
  return { verb: "switch", name: move(name), options: { ...SWITCH_DEFAULTS, tabletTypes, allAtOnce: true }, dryRun };
}

/** A pasted ReverseTraffic, which is always one call. */
export function reversed(name: string, tabletTypes: readonly TabletType[], dryRun: boolean): Verb<"switch" | "reverse"> {
  return { verb: "reverse", name: move(name), options: { ...SWITCH_DEFAULTS, tabletTypes }, dryRun };
}

/** The same command from a pasted SwitchReads or SwitchWrites. */
export function asV1(command: Verb<"switch" | "reverse">): Verb<"switch" | "reverse"> {
  return { ...command, options: { ...command.options, v1: true } };
}

/** A pasted MoveTables Create of the older client, which did not defer secondary keys. */
export function created(name: string, sourceKeyspace: string, tables: readonly string[], v1 = false): Verb<"create"> {
  const options = {
    ...CREATE_DEFAULTS,
    sourceKeyspace: keyspace(sourceKeyspace),
    tables: tablesNamed(...tables),
    deferSecondaryKeys: false,
    v1,
  };
  return { verb: "create", name: move(name), options, dryRun: false };
}
