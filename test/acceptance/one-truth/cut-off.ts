import { until } from "../../operations/harness.ts";
import { ANA, approved, ask } from "../people.ts";
import { DENIED, type Scene, write } from "../scenarios/scene.ts";

type Request = Readonly<Record<string, unknown>>;

/** Matches Tandem's real calls that move writes in one direction, for a fault to strike. */
export function callOfWrites(way: "forward" | "back"): { readonly rpc: "WorkflowSwitchTraffic"; where(request: Request): boolean } {
  return { rpc: "WorkflowSwitchTraffic", where: (request) => movesWrites(request) && (request["direction"] === 1) === (way === "back") };
}

/** True for a SwitchTraffic or ReverseTraffic of writes that is no dry run. */
export function movesWrites({ dry_run: dry, tablet_types: types }: Request): boolean {
  return dry !== true && Array.isArray(types) && types.includes("PRIMARY");
}

/**
 * Makes Tandem switch the writes, and kills vtctld for `downMs` as soon as the side that has them denies them. Resolves when Tandem's
 * connection is broken and no application can write.
 */
export async function cutOff(scene: Scene, way: "forward" | "back", downMs = 100): Promise<void> {
  scene.vitess.faults.inject(callOfWrites(way), { kind: "killed", after: "source-writes-denied", downMs });
  if (way === "forward") await approved(scene, scene.move, "switch --tablet-types primary");
  else await ask(scene, ANA, `reverse ${scene.move}`);
  const isBroken = (): boolean => scene.vitess.calls().some(({ request, outcome }) => movesWrites(request) && outcome?.code === 14);
  await until(() => Promise.resolve(isBroken() && DENIED.test(write(scene))), 20_000);
}
