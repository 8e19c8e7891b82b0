import { readTableName } from "../call/fields.ts";
import type { TableName } from "../../../core/vitess/names.ts";
import { createHash } from "node:crypto";

import type { TableSchema } from "../../../operations/ports.ts";

/** What matters to a move in a CREATE TABLE statement as MySQL prints it. */
export function parseTableSchema(table: TableName, createTable: string): TableSchema {
  // Comments and defaults may hold any text.
  const bare = createTable.replaceAll(/'(?:[^'\\]|\\.|'')*'/gs, "''");
  const [, key = ""] = /\bPRIMARY KEY (?:USING \w+ )?\((.*?)\)(?:,|\s|$)/is.exec(bare) ?? [];
  const references = [...bare.matchAll(/\bREFERENCES (?:`(?:[^`]|``)+`\.)?`((?:[^`]|``)+)`/gi)].map(([, name = ""]) =>
    readTableName(unquote(name)),
  );
  return {
    table,
    primaryKey: [...key.matchAll(/`((?:[^`]|``)+)`/g)].map(([, name = ""]) => readTableName(unquote(name))),
    nullable: parseNullableColumns(bare),
    references: [...new Set(references)],
    autoIncrement: /\bAUTO_INCREMENT\b(?! ?=)/i.test(bare.replaceAll(/`(?:[^`]|``)+`/g, "``")),
    digest: createHash("sha256").update(withoutCounter(createTable)).digest("hex"),
  };
}

/** MySQL prints one column per line: its name first, and NOT NULL if it holds. */
function parseNullableColumns(bare: string): readonly string[] {
  const columns = bare.split("\n").flatMap((line) => [...line.matchAll(/^\s*`((?:[^`]|``)+)` (.*)$/g)]);
  return columns.filter(([, , made = ""]) => !/\bNOT NULL\b/i.test(made)).map(([, name = ""]) => readTableName(unquote(name)));
}

function unquote(name: string): string {
  return name.replaceAll("``", "`");
}

// The next id is one of the table's options and changes with every insert: that is no DDL.
function withoutCounter(createTable: string): string {
  return createTable.replace(/ AUTO_INCREMENT=\d+/, "");
}
