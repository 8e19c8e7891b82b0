import { expect, test } from "vitest";
import { putBackLine } from "../../../src/core/rules/vschemas.ts";
import { tableNamed } from "../../names.ts";

const WAS = '{"column_vindexes":[{"column":"customer_id","name":"hash"}]}';

test("VSchema entries that a step removed can be put back with one line, into the VSchema as it is then", () => {
  const changes = [
    { keyspace: "customer", table: "corder", was: WAS },
    { keyspace: "customer", table: "it's", was: '{"pinned":"00"}', is: "{}" },
    { keyspace: "commerce", table: "product", was: '{"type":"reference"}' },
  ];
  expect(putBackLine("customer", changes)).toBe(
    String.raw`vtctldclient GetVSchema customer | jq '.tables += {"corder":${WAS},"it'\''s":{"pinned":"00"}}' > vschema.json` +
      " && vtctldclient ApplyVSchema --vschema-file vschema.json customer",
  );
});

test("a line that a message would cut off is not offered", () => {
  const changes = Array.from({ length: 40 }, (_, at) => ({ keyspace: "customer", table: `table_${at}`, was: WAS }));
  expect(putBackLine("customer", changes)).toBeUndefined();
  expect(putBackLine("customer", [{ keyspace: "customer", table: tableNamed("a`b"), was: WAS }])).toBeUndefined();
});
