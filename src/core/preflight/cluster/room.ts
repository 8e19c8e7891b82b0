import type { TableSize } from "../../readings/readings.ts";
import { formatByteCount } from "../tables/amounts.ts";
import type { ThrottlerFact } from "../facts/facts.ts";
import { listFew, type Finding, makeFinding } from "../../findings/finding.ts";
import { type Sampled, listSeenValues } from "../facts/looked.ts";

/** The used share of the data directory's disk, as tablets of Vitess 22 and later measure it. */
const USED = "mysqld-datadir-used-ratio";
/** Above this a copy of any size may fill the disk before anybody looks. */
const FULL = 0.9;
const TIGHT = 0.75;

/**
 * Disk space at the target for the copy. Vitess never reports free bytes, at most the used share of a disk, so the finding says what is
 * unknown. Sizes are MySQL's estimates and leave indexes out.
 */
export function describeRoomAtTarget(sizes: readonly TableSize[], throttlers: Sampled<ThrottlerFact>): readonly Finding[] {
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0n);
  const amount = `about ${formatByteCount(bytes)} to copy, by MySQL's estimate and without indexes`;
  const used = listSeenValues(throttlers).flatMap(({ where, value }) => {
    const metric = value.metrics.find((one) => one.name.endsWith(USED) && one.error === "");
    return metric === undefined ? [] : [{ where, ratio: metric.value }];
  });
  if (used.length === 0) {
    const evidence = [amount, "free disk at the target: unknown (Vitess 22 and later measure it where the throttler does)"];
    return makeFinding(
      "disk-unknown",
      "notice",
      evidence,
      "Compare with the free disk of every target tablet, replicas too; keep as much again free.",
    );
  }
  const worst = Math.max(...used.map((one) => one.ratio));
  const evidence = [
    amount,
    ...listFew(
      used.toSorted((a, b) => b.ratio - a.ratio).map(({ where, ratio }) => `${where}: ${Math.round(ratio * 100)}% of the disk is used`),
    ),
  ];
  const fix = "Make room at the target first, or copy fewer tables at a time.";
  if (worst >= FULL) return makeFinding("disk-nearly-full", "blocking", evidence, fix);
  if (worst >= TIGHT) return makeFinding("disk-nearly-full", "warning", evidence, fix);
  return makeFinding("disk-unknown", "notice", [...evidence, "how many bytes are free: unknown"], "Compare with the size of the disks.");
}
