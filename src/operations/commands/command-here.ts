import { commandDependsOnVersion, listLackingNeeds, withoutAdditions } from "../../core/command/capabilities.ts";
import { type ClusterName, type Keyspace, type MoveName, qualifyName, reverseName } from "../../core/vitess/names.ts";
import { ALL_CELLS } from "../../core/options/options.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { type Doable, type MoveWithSource, mayBeReverse, turnToMove } from "../../core/command/reverse-lines.ts";
import { formatRelease, type VitessVersion } from "../../core/vitess/version.ts";
import type { VerbDeps } from "../deps.ts";
import { ignoreFault } from "../fault.ts";
import { refuse } from "../refusals.ts";

/**
 * Fits a command to its cluster right before it runs: a command on a reverse workflow becomes the same operation on its move, and "all
 * cells" becomes the cells that exist. Refused when the connected release lacks an option. If something cannot be read, the command stays
 * as it is: its verb will meet the same fault and report it.
 */
export async function fitCommandHere(deps: VerbDeps, command: Doable, cluster: ClusterName): Promise<Doable | Refused> {
  const meant = await translateToMove(deps, command, cluster);
  if ("kind" in meant) return meant;
  const fitting = await fitToRelease(deps, meant, cluster);
  return "kind" in fitting ? fitting : withCells(deps, fitting, cluster);
}

async function translateToMove(deps: VerbDeps, command: Doable, cluster: ClusterName): Promise<Doable | Refused> {
  if (!("name" in command) || command.name === undefined || !mayBeReverse(command.name)) return command;
  const followed = (await deps.records.moves.active()).filter(({ name }) => name.cluster === cluster);
  const known = turnToMove(command, followed);
  const found = known.kind === "as-typed" ? turnToMove(command, await moveByItsReverse(deps, command.name, cluster)) : known;
  if (found.kind === "as-typed") return command;
  // Name the move only as the subject: as a suggestion it would change the meaning of the person's line.
  return found.kind === "on-the-move" ? found.command : refuse("not-on-reverse", qualifyName(found.move));
}

/** The reverse workflow itself says where it reads from: the target of a move that Tandem does not follow yet. */
async function moveByItsReverse(
  deps: VerbDeps,
  { targetKeyspace, workflow }: Pick<MoveName, "targetKeyspace" | "workflow">,
  cluster: ClusterName,
): Promise<readonly MoveWithSource[]> {
  const back = await ignoreFault(async () => deps.vitess(cluster).workflows(targetKeyspace, { workflow }));
  return (back ?? [])
    .filter(({ name }) => name === workflow)
    .map(({ sourceKeyspace }) => ({
      name: { targetKeyspace: sourceKeyspace, workflow: reverseName(workflow) },
      sourceKeyspace: targetKeyspace satisfies Keyspace,
    }));
}

async function fitToRelease(deps: VerbDeps, command: Doable, cluster: ClusterName): Promise<Doable | Refused> {
  if (!commandDependsOnVersion(command)) return command;
  const version = await ignoreFault<VitessVersion>(async () => deps.vitess(cluster).version());
  if (version === undefined) return command;
  const [first, ...others] = listLackingNeeds(version, command);
  if (first === undefined) return withoutAdditions(version, command);
  // The sentence names one option: the one that needs the newest release.
  const most = others.reduce((worst, each) => (each.needs > worst.needs ? each : worst), first);
  const { option, needs, bound } = most;
  return { ...refuse("option-needs-version", option), release: { needs, bound, connected: formatRelease(version) } };
}

async function withCells(deps: VerbDeps, command: Doable, cluster: ClusterName): Promise<Doable> {
  if (command.verb !== "create" || !command.options.cells.includes(ALL_CELLS)) return command;
  return { ...command, options: { ...command.options, cells: await deps.vitess(cluster).cells() } };
}
