import { Fault } from "../../../operations/fault.ts";
import type { QueryResult__Output as QueryResult } from "../../wire/generated/query/QueryResult.ts";
import { readInt64 } from "./fields.ts";
import type { Received } from "../../wire/messages.ts";

/** One row by column name; a NULL is undefined. */
export type QueryRow = Readonly<Partial<Record<string, string>>>;

/** Reads a MySQL result: each row is one run of bytes, to be cut by its list of lengths, where -1 stands for NULL. */
export function decodeQueryRows({ fields = [], rows = [] }: Received<QueryResult>): readonly QueryRow[] {
  return rows.map(({ lengths = [], values = Buffer.alloc(0) }) => {
    let offset = 0;
    const cells = fields.map(({ name = "" }, column): [string, string | undefined] => {
      const length = Number(readInt64(lengths[column] ?? "-1"));
      if (length < 0) return [name, undefined];
      offset += length;
      if (offset > values.length) throw new Fault("unexpected", "Vitess sent a result row that is shorter than it says");
      return [name, values.toString("utf8", offset - length, offset)];
    });
    return Object.fromEntries(cells);
  });
}
