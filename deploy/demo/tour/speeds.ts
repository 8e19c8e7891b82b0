import type { VtctldSimulator } from "../../../practice/vtctld/simulator.ts";

/** How fast the practice Vitess copies and compares; its clock, which everybody shares, stays as it is. */
export const SPEEDS = [
  { name: "slow", factor: 0.25 },
  { name: "usual", factor: 1 },
  { name: "fast", factor: 5 },
] as const;

export type SpeedName = (typeof SPEEDS)[number]["name"];

/** A control that sets the speed to a multiple of the present one. */
export function createSpeedControl({ cluster, state }: VtctldSimulator): (factor: number) => void {
  const { copyRowsPerSecond, vdiffRowsPerSecond } = cluster.pace;
  return (factor) => state.setPace({ copyRowsPerSecond: copyRowsPerSecond * factor, vdiffRowsPerSecond: vdiffRowsPerSecond * factor });
}
