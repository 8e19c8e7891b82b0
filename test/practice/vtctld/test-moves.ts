/** A quick move for tests: product, 5 rows, from commerce to customer. */
export const productMove = {
  workflow: "product",
  source_keyspace: "commerce",
  target_keyspace: "customer",
  tablet_types: ["REPLICA", "PRIMARY"],
  include_tables: ["product"],
  defer_secondary_keys: true,
  auto_start: true,
};

/** Switches it, reads and writes, with a reverse workflow. */
export const switchAll = {
  keyspace: "customer",
  workflow: "product",
  tablet_types: ["PRIMARY", "REPLICA", "RDONLY"],
  enable_reverse_replication: true,
  timeout: { seconds: "30" },
};
