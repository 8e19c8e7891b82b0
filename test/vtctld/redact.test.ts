import { expect, test } from "vitest";

import { redactRowValues } from "../../src/vtctld/redact.ts";

test.each([
  [
    "terminal error: error applying event: Duplicate entry 'SKU-9001' for key 'product.PRIMARY' (errno 1062) (sqlstate 23000)",
    "terminal error: error applying event: Duplicate entry '…' for key 'product.PRIMARY' (errno 1062) (sqlstate 23000)",
  ],
  ["Duplicate entry 'O'Brien\n' for key 'people.name'", "Duplicate entry '…' for key 'people.name'"],
  ["Duplicate entry 'a' for key 'k'; Duplicate entry 'b' for key 'k'", "Duplicate entry '…' for key 'k'; Duplicate entry '…' for key 'k'"],
  [
    "failed inserting rows: some (errno 1062) (sqlstate 23000) during query: insert into product(sku) values ('SKU-1001'),\n('SKU-1002')",
    "failed inserting rows: some (errno 1062) (sqlstate 23000) during query: …",
  ],
  ["Incorrect datetime value: '1999-99-99' for column 'born' at row 1", "Incorrect datetime value: '…' for column 'born' at row 1"],
  ["Truncated incorrect INTEGER value: '12 Elm St' (errno 1292)", "Truncated incorrect INTEGER value: '…' (errno 1292)"],
  ['lastpk fields:{name:"id"} rows:{lengths:3 values:"a\\"b"}', 'lastpk fields:{name:"id"} rows:{lengths:3 values:"…"}'],
])("%s → %s", (text, redacted) => {
  expect(redactRowValues(text)).toBe(redacted);
});

test.each([
  "no streams found in keyspace customer for commerce2customer",
  "Unknown column 'extra' in 'field list' (errno 1054) (sqlstate 42S22)",
  "cannot switch traffic for workflow lag at this time: replication lag 16s is higher than allowed lag 5s",
  "failed to lock the customer/f1 workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/f1/locks",
])("what holds no row value stays as it is: %s", (text) => {
  expect(redactRowValues(text)).toBe(text);
});
