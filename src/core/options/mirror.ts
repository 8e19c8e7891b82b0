import type { OptionRows } from "./row.ts";

/** MirrorTraffic: a share of the SELECTs also goes to the target, and vtgate discards its answers. */
export const MIRROR = {
  /** 0 ends it. Vitess accepts 101 and -1 too (docs/facts/mirror-traffic.md#percent), Tandem does not. */
  percent: {
    name: "percent",
    kind: "percent",
    default: 1,
    ownDefault: "ask",
    meaning: "Share of the SELECTs that go to the target as well; 0 ends it.",
    form: "mirror-percent",
    wire: "percent",
  },
  tabletTypes: {
    name: "tablet-types",
    kind: "types",
    default: ["PRIMARY", "REPLICA", "RDONLY"],
    meaning: "Which traffic is mirrored; the same types in every call.",
    form: "mirror-types",
    wire: "tablet_types",
  },
} as const satisfies OptionRows;
