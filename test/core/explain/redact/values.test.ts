import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cutAtValue } from "../../../../src/core/explain/redact/values.ts";
import { recordedCalls } from "../../recorded.ts";

describe("a text from Vitess with row values", () => {
  it.each([
    [
      "terminal error: error applying event: Duplicate entry 'SKU-9001' for key 'product.PRIMARY' (errno 1062) (sqlstate 23000)",
      "terminal error: error applying event: Duplicate entry '…' for key 'product.PRIMARY' (errno 1062) (sqlstate 23000)",
    ],
    ["Duplicate entry 'O'Brien\n' for key 'people.name'", "Duplicate entry '…' for key 'people.name'"],
    ["Duplicate entry 'it is' for key 'one' for key 'people.name'", "Duplicate entry '…' for key 'people.name'"],
    ["Duplicate entry '\\x8A\\x00-\u0000é' for key 'people.bin' (errno 1062)", "Duplicate entry '…' for key 'people.bin' (errno 1062)"],
    ["Duplicate entry 'cut off by MyS", "Duplicate entry '…'"],
    ["Duplicate entry 'a' for key 'k'; Duplicate entry 'b' for key 'k.two'", "Duplicate entry '…' for key 'k.two'"],
    [
      "failed inserting rows: some (errno 1062) (sqlstate 23000) during query: insert into product(sku) values ('SKU-1001'),\n('SKU-1002')",
      "failed inserting rows: some (errno 1062) (sqlstate 23000) during query: …",
    ],
    [
      '(errno 1048) (CallerID: bot): Sql: "insert into t values (:v1)", BindVars: {v1: "type:INT64 value:\\"{7}\\""}',
      "(errno 1048) (CallerID: bot): Sql: …",
    ],
    ['execution failed, BindVars: {v1: "type:VARCHAR value:\\"ana@example.com\\""}', "execution failed, BindVars: …"],
    ["Incorrect datetime value: '1999-99-99' for column 'born' at row 1", "Incorrect datetime value: '…' for column 'born' at row 1"],
    [
      "Incorrect string value: '\\xF0\\x9F' for column 'name' at row 1 (errno 1366)",
      "Incorrect string value: '…' for column 'name' at row 1 (errno 1366)",
    ],
    ["Truncated incorrect INTEGER value: '12 Elm St' (errno 1292)", "Truncated incorrect INTEGER value: '…' (errno 1292)"],
    ["Truncated incorrect DOUBLE value: '12 Elm St'", "Truncated incorrect DOUBLE value: '…'"],
    ["Invalid utf8mb4 character string: 'C3 28' (errno 1300)", "Invalid utf8mb4 character string: '…' (errno 1300)"],
    ["Table has no partition for value 4711 (errno 1526)", "Table has no partition for value … (errno 1526)"],
    ["BIGINT UNSIGNED value is out of range in '(7 - 4711)' (errno 1690)", "BIGINT UNSIGNED value is out of range in '…' (errno 1690)"],
    ["use the right syntax to use near 'x' = 'ana'' at line 1 (errno 1064)", "use the right syntax to use near '…' (errno 1064)"],
    ['lastpk fields:{name:"id"} rows:{lengths:3 values:"a\\"b"}', 'lastpk fields:{name:"id"} rows:{lengths:3 values:"…"'],
    ['row [INT64(4711) VARCHAR("ana")] not found', "row [INT64(…"],
    [
      "Foreign key constraint for table 'corder', record 'ana-4711' would lead to a duplicate entry in table 'x' (errno 1761)",
      "Foreign key constraint for table 'corder', record '…'",
    ],
    ["syntax error at position 31 near 'ana@example.com'", "syntax error at position 31 near …"],
    ['strconv.ParseInt: parsing "12 Elm St": invalid syntax', 'strconv.ParseInt: parsing "…"'],
    ['parsing time "1999-99-99" as "2006-01-02": month out of range', 'parsing time "…"'],
    ["failed to apply insert into customer(id, name) values (1, 'ana')", "failed to apply insert into customer(id, name) values…"],
    ["failed to apply INSERT IGNORE INTO `customer` VALUES (1, 'ana')", "failed to apply INSERT IGNORE INTO `customer` VALUES…"],
    ["failed to apply update customer set name='ana' where id=1", "failed to apply update customer set …"],
    ["failed to apply UPDATE customer SET name='ANA' WHERE id=1", "failed to apply UPDATE customer SET …"],
    ["failed to apply DELETE FROM customer WHERE name='ANA'", "failed to apply DELETE FROM customer WHERE …"],
    ["failed: SELECT id FROM customer WHERE name='ANA'", "failed: SELECT id FROM customer WHERE …"],
    ["failed to apply delete from customer where name='ana'", "failed to apply delete from customer where …"],
    [
      "Deadlock found when trying to get lock; try restarting transaction: select * from customer where email = 'ana' for update",
      "Deadlock found when trying to get lock; try restarting transaction: select * from customer where …",
    ],
    ['boom type:VARCHAR value:"ana" boom', 'boom type:VARCHAR value:"…"'],
    ["hash: could not parse value: 'ana'", "hash: could not parse value: '…'"],
    ['unparsed tail left after parsing int64 from "ana"', 'unparsed tail left after parsing int64 from "…"'],
    ["failed: update customer as c set c.email='ana' where id=1", "failed: update customer as c set …"],
    ["failed: update low_priority customer c, corder o set c.email='ana'", "failed: update low_priority customer c, corder o set …"],
    ["failed: update customer c join corder o using (id) set c.email='ana'", "failed: update customer c join corder o using (id) set …"],
    ["failed: insert low_priority into customer values ('ana')", "failed: insert low_priority into customer values…"],
    ["failed: insert /*vt+ X */ ignore into customer(a) value ('ana')", "failed: insert /*vt+ X */ ignore into customer(a) value…"],
    ["failed: replace delayed customer set email='ana'", "failed: replace delayed customer set…"],
    ["failed: insert into customer partition (p0) (a) values ('ana')", "failed: insert into customer partition (p0) (a) values…"],
    ["failed: DELETE FROM customer WHERE email='ana'", "failed: DELETE FROM customer WHERE …"],
    ["failed: delete quick from customer as c where email='ana'", "failed: delete quick from customer as c where …"],
    ["failed: delete c from customer as c where email='ana'", "failed: delete c from customer as c where …"],
    ["failed: select a from b join c on b.x='ana'", "failed: select a from b join c on …"],
    ["failed: delete from customer where(email='ana')", "failed: delete from customer where…"],
    ["failed: select a from b where(x='ana')", "failed: select a from b where…"],
    ["duplicate entry 'ana' for key 'PRIMARY'", "duplicate entry '…' for key 'PRIMARY'"],
    ['row mismatch: {"email":"ana"}', 'row mismatch: {"email":…'],
    ['row mismatch: {"id": 4711, "email":"ana"}', 'row mismatch: {"id": …'],
    ['row [VARCHAR("ana")] not found', 'row [VARCHAR("…"'],
    ["bad value: 'ana'", "bad value: '…'"],
    ["bad value:'ana'", "bad value:'…'"],
    ['bind type:VARCHAR value:  "ana"', 'bind type:VARCHAR value:  "…"'],
    ['row mismatch: {"cell":"ana"}', 'row mismatch: {"cell":…'],
    ["Illegal double '1e999' value found during parsing (errno 1367)", "Illegal double '…' (errno 1367)"],
    ["no partition for value 4711 (errno 1526) (sqlstate HY000)", "no partition for value … (errno 1526) (sqlstate HY000)"],
    ["Incorrect integer value: 'ana' for column id at row 12", "Incorrect integer value: '…' for column id at row 12"],
    ["table' for key 'a.b' (errno 1): Duplicate entry 'cut off", "table' for key 'a.b' (errno 1): Duplicate entry '…'"],
    ["Cannot convert string 'ana' from binary to utf8mb4 (errno 3854)", "Cannot convert string '…'"],
  ])("%s → %s", (text, redacted) => {
    expect(cutAtValue(text)).toBe(redacted);
  });

  it.each([
    "foreign key, record 'ana",
    "syntax error at position 31 near 'ana",
    'parsing "ana',
    "insert into customer values ('ana",
    "update customer set name='ana",
    "delete from customer where name='ana",
    "select id from customer where name='ana",
    "during query: x='ana",
    "panic from: goroutine 17 [running]",
    'row [VARCHAR("ana',
    'row {"email":"ana',
  ])("keeps no name of a column where none follows the value, because the row may have written it: %s", (text) => {
    expect(cutAtValue(`${text}' for key 'ana'`)).not.toContain("for key");
  });

  it("is redacted as Vitess really sent it, in the recording of a second workflow over the same table", () => {
    const messages = [...JSON.stringify(recordedCalls("legacy")).matchAll(/"(task error: failed inserting rows: (?:[^"\\]|\\.)*)"/g)].map(
      (match) => match[1] ?? "",
    );
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      expect(message).toContain("Keyboard");
      expect(cutAtValue(message)).toBe(
        "task error: failed inserting rows: Duplicate entry '…' for key 'product.PRIMARY' (errno 1062) (sqlstate 23000)",
      );
    }
  });
});

/** Starts and ends with marks that no message has, so that any surviving piece shows. */
const value = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "'",
        "''",
        "\\'",
        "' for key 'x'",
        "' for column 'x'",
        " during query: ",
        '"',
        "(errno 1)",
        "Duplicate entry '",
        "' at line 1",
        "\n",
      ),
    ),
  )
  .map((parts) => `§${parts.join("§")}§`);

describe("whatever a row holds", () => {
  it.each([
    ["a duplicate key", (row: string) => `vttablet: Duplicate entry '${row}' for key 'product.PRIMARY' (errno 1062) (sqlstate 23000)`],
    [
      "a duplicate key with its statement",
      (row: string) =>
        `Duplicate entry '${row}' for key 'product.PRIMARY' (errno 1062) during query: insert into product values ('${row}')`,
    ],
    ["a duplicate key, cut off", (row: string) => `Duplicate entry '${row}`],
    ["a wrong date", (row: string) => `Incorrect datetime value: '${row}' for column 'product' at row 1 (errno 1292)`],
    ["a wrong number", (row: string) => `Truncated incorrect INTEGER value: '${row}' (errno 1292)`],
    ["a statement", (row: string) => `failed inserting rows: error during query: insert into product values ('${row}')`],
    ["bind variables", (row: string) => `error, BindVars: {v1: "type:VARCHAR value:\\"${row}\\""}`],
    ["a syntax error", (row: string) => `right syntax to use near '${row}' at line 1 (errno 1064)`],
    ["a statement that stands alone", (row: string) => `failed: insert into product(sku) values ('${row}')`],
    ["an update", (row: string) => `failed: update product set sku='${row}' where id=1`],
    ["a number that Go could not read", (row: string) => `strconv.ParseInt: parsing ${JSON.stringify(row)}: invalid syntax`],
    ["a foreign key's record", (row: string) => `Foreign key constraint for table 't', record '${row}' would lead to a duplicate entry`],
    ["a statement that only reads", (row: string) => `Deadlock found: select * from customer where email = '${row}' for update`],
    ["a bind variable", (row: string) => `boom type:VARCHAR value:${JSON.stringify(row)} boom`],
    ["a value that a vindex cannot read", (row: string) => `hash: could not parse value: '${row}'`],
    ["a number with a tail", (row: string) => `unparsed tail left after parsing int64 from ${JSON.stringify(row)}`],
    ["an update with an alias", (row: string) => `failed: update customer as c set c.email='${row}' where id=1`],
    ["an insert with a modifier", (row: string) => `failed: insert low_priority into customer values ('${row}')`],
    ["a delete in capitals", (row: string) => `failed: DELETE FROM customer WHERE email='${row}'`],
    ["a duplicate key in small letters", (row: string) => `duplicate entry '${row}' for key 'PRIMARY'`],
    ["a row as JSON", (row: string) => `row mismatch: ${JSON.stringify({ email: row })}`],
    ["a last primary key", (row: string) => `rows:{lengths:3 values:${JSON.stringify(row)}}`],
  ])("%s never shows it", (_, say) => {
    fc.assert(
      fc.property(value, (row) => {
        expect(cutAtValue(say(row))).not.toContain("§");
      }),
    );
  });

  it("redacting twice gives the same as redacting once", () => {
    fc.assert(
      fc.property(value, fc.string(), (row, after) => {
        const once = cutAtValue(`Duplicate entry '${row}' for key 'k' (errno 1062), Incorrect date value: '${row}'${after}`);
        expect(cutAtValue(once)).toBe(once);
      }),
    );
  });
});

describe("a text without row values", () => {
  it.each([
    "no streams found in keyspace customer for commerce2customer",
    "Unknown column 'extra' in 'field list' (errno 1054) (sqlstate 42S22)",
    "Table 'vt_customer.product' doesn't exist (errno 1146) (sqlstate 42S02)",
    "Column 'sku' cannot be null (errno 1048)",
    "Data too long for column 'sku' at row 1 (errno 1406)",
    "Cannot add or update a child row: a foreign key constraint fails (`shop`.`corder`, CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `customer` (`id`)) (errno 1452)",
    "Stopped at DDL alter table product add column extra VARCHAR(64), add column n INT(11)",
    "cannot switch traffic for workflow lag at this time: replication lag 16s is higher than allowed lag 5s",
    "failed to lock the customer/f1 workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/f1/locks",
    "failed to update the routing rules: x",
    "failed to delete the reverse workflow: x; please select a shard or set its tablet types",
    "filter: select * from customer where in_keyrange(id, 'customer.hash', '-80')",
    "select val from _vt.resharding_journal where id=1",
    "select table_name from information_schema.tables where table_schema='vt_customer'",
    'target alias:{cell:"zone1" uid:200} hostname:"db1" port_map:{key:"grpc" value:16200} keyspace:"customer" shard:"0"',
    "VReplicationExec(zone1-200, update _vt.vreplication set state='Running' where workflow='wf'): failed to parse list of tablet types: foo",
    "please review and delete it before proceeding, delete from _vt.resharding_journal where id=1",
    "the stream comes from commerce where nothing is denied",
    '{"cell":"zone1","query":"a b","options":{"tablet_types":"replica"}}',
    "proto: syntax error (line 1:24): unexpected token }",
  ])("stays as it is: %s", (text) => {
    expect(cutAtValue(text)).toBe(text);
  });

  it("stays as it is: every recorded error that comes from vtctld itself", () => {
    for (const scenario of ["errors", "cancel", "failures", "failures-2", "lock-contention", "switch-stopped", "stream-error"]) {
      for (const { status } of recordedCalls(scenario)) expect(cutAtValue(status.details)).toBe(status.details);
    }
  });

  it("stays as it is: every error of errors.tsv, except for quoted statements and the stack of a crashed program", () => {
    const texts = readFileSync(new URL("../../../recordings/errors.tsv", import.meta.url), "utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split("\t")[6] ?? "");
    expect(texts).toHaveLength(516);
    const changed = texts.filter((text) => cutAtValue(text) !== text);
    expect(changed.filter((text) => !/(?:during|in) query: |right syntax to use near '|from: goroutine /.test(text))).toEqual([]);
    expect(new Set(changed.map(cutAtValue)).size).toBe(10);
    expect(changed.map(cutAtValue)).toContain("uncaught panic: runtime error: invalid memory address or nil pointer dereference from: …");
  });
});
