/**
 * True if `reached` includes everything up to `goal`. Both as Vitess writes positions: `MariaDB/0-431-265` (domain, server, number),
 * `MySQL56/<uuid>:1-83,…`. A position of another kind counts as reached only if the texts are equal.
 */
export function hasReached(reached: string, goal: string): boolean {
  if (reached === goal) return true;
  const [kind = "", position = ""] = reached.split("/", 2);
  const [goalKind = "", goalPosition = ""] = goal.split("/", 2);
  if (kind !== goalKind) return false;
  if (kind === "MariaDB")
    return parseDomains(goalPosition).every(([domain, wanted]) =>
      parseDomains(position).some(([one, has]) => one === domain && has >= wanted),
    );
  if (kind === "MySQL56")
    return readIntervals(goalPosition).every((wanted) => readIntervals(position).some((has) => doesCover(has, wanted)));
  return false;
}

function parseDomains(position: string): readonly (readonly [domain: string, number: bigint])[] {
  return [...position.matchAll(/(\d+)-\d+-(\d+)/g)].map(([, domain = "", number = "0"]) => [domain, BigInt(number)] as const);
}

interface Interval {
  readonly server: string;
  readonly from: bigint;
  readonly to: bigint;
}

function readIntervals(position: string): readonly Interval[] {
  return position.split(",").flatMap((part) => {
    const [server = "", ...ranges] = part.trim().split(":");
    return ranges.map((range) => {
      const [from = "0", to = from] = range.split("-");
      return { server, from: BigInt(from), to: BigInt(to) };
    });
  });
}

function doesCover(has: Interval, wanted: Interval): boolean {
  return has.server === wanted.server && has.from <= wanted.from && has.to >= wanted.to;
}
