import type { Sql } from "../../../../../../practice/vtctld/workflow/sql.ts";

const customer = { keyspace: "customer", table: "customer" };
const corder = { keyspace: "customer", table: "corder" };

const person = (id: number, more: object = {}): Record<string, string> => ({
  id: String(id),
  name: `Name ${id}`,
  email: `user${id}@example.com`,
  ...more,
});

/** What the scenarios with differences do to the target: 3 customers changed, 2 customers and 1 order removed, 2 customers added. */
export function plantDifferences(sql: Sql): void {
  sql.changeRows(
    customer,
    [10, 11, 12].map((id) => ({ from: person(id), to: person(id, { name: `Name ${id} (changed)` }) })),
  );
  sql.deleteRows(customer, [person(100), person(101)]);
  sql.deleteRows(corder, [{ order_id: "500", customer_id: "19501", sku: "SKU-1001", price: "10" }]);
  sql.insertRows(customer, [person(2_000_001, { name: "Extra A" }), person(2_000_002, { name: "Extra B" })]);
}

const order = (id: number, price: number): Record<string, string> => ({ order_id: String(id), price: String(price) });

const ids = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** 700 changed and 1200 missing orders as well. */
export function plantMany(sql: Sql): void {
  sql.changeRows(
    corder,
    ids(1000, 1699).map((id) => ({ from: order(id, 10), to: order(id, 11) })),
  );
  sql.deleteRows(
    corder,
    ids(20_001, 21_200).map((id) => order(id, 10)),
  );
}
