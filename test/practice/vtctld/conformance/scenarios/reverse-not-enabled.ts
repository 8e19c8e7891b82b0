import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { namelessStream } from "./nameless.ts";
import { told } from "./told.ts";

/** Switched without a reverse workflow, then reversed all the same. */
export const reverseNotEnabled: Scenario = {
  name: "reverse-not-enabled",
  cluster: () => namelessStream(createCommerceCluster({ pace: told })),
  before: {
    1: ({ sql }) => {
      sql.createTable({ keyspace: "commerce", table: "extra" }, { rows: 2, columns: ["id", "v"] });
    },
    12: ({ sql }) => {
      sql.insertRows({ keyspace: "customer", table: "extra" }, [{ id: "3", v: "written after the switch" }]);
    },
  },
};
