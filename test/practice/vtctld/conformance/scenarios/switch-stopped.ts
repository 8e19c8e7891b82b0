import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { namelessStream } from "./nameless.ts";
import { told } from "./told.ts";

/** A stopped workflow is switched while its source has a row that it lacks. */
export const switchStopped: Scenario = {
  name: "switch-stopped",
  cluster: () => namelessStream(createCommerceCluster({ pace: told })),
  before: {
    6: ({ sql }) => {
      sql.insertRows({ keyspace: "commerce", table: "product" }, [{ sku: "SKU-2001", description: "added while stopped", price: "1" }]);
    },
    14: ({ sql }) => {
      sql.insertRows({ keyspace: "commerce", table: "product" }, [{ sku: "SKU-2002", description: "x", price: "2" }]);
    },
  },
};
