// Names are ASCII here: Tandem moves no other tables. A name may carry its keyspace, its tablet type or its shard.
const NAME = String.raw`[A-Za-z_][\w$]*(?:[-./@:][\w$]+)*(?![\w$@])`;
const SHARD = String.raw`(?:-[0-9a-f]{2,16}|[0-9a-f]{2,16}-(?:[0-9a-f]{2,16})?|\d{1,3}|-)(?![\w@])`;
const QUOTED = String.raw`(?:'${NAME}'|"${NAME}"|\`${NAME}\`(?:\.\`${NAME}\`)?)`;
const ANY_NAME = String.raw`(?:${QUOTED}|${NAME})`;
const NAMES = String.raw`(?:\[${ANY_NAME}(?:[, ] ?${ANY_NAME})*\]|${ANY_NAME}(?:,${ANY_NAME})*)`;
const ALIAS = String.raw`[A-Za-z_]\w*-\d{10}(?!\w)`;
const UUID = String.raw`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)`;
const MYSQL_GTIDS = String.raw`[0-9a-f]{8}[0-9a-f-]{0,28}(?::\d+(?:-\d+)?)+`;
const GTIDS = String.raw`(?:(?:MySQL56/)?${MYSQL_GTIDS}(?:,${MYSQL_GTIDS})*|MariaDB/\d+-\d+-\d+|FilePos/[\w-]+\.\d+:\d+)(?!\w)`;
const ADDRESS = String.raw`(?:\[[0-9a-f:]+\]|[A-Za-z0-9][\w.-]*):\d{2,5}(?!\w)`;
const DURATION = String.raw`(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?(?:ms|µs|ns|s|m|h| (?:milli)?seconds?)(?!\w)`;
const TYPES = "primary|replica|rdonly|master|spare|drained|backup|restore|experimental|unknown";

/** Each is a piece of a text of Vitess or MySQL with what it names; the first that matches counts. None is a place for a row value. */
const PLACES: readonly string[] = [
  // Lists of tables, and names that no word like "table" introduces.
  String.raw`\bnot found in source keyspace ${NAME}: ${NAMES}`,
  String.raw`\btables found in target keyspace\(${NAME}\): ${NAMES}`,
  String.raw`\bpresent in the workflow: ${NAMES}`,
  String.raw`\bin keyspace ${NAME} for ${NAME}`,
  String.raw`\bfrom keyspace ${NAME} table ${NAME} to ${NAME}`,
  // A dry run's lines.
  String.raw`\b(?:(?:keyspace|workflow|dbname|table):${NAME}|shard:${SHARD}|tablet:\d+|position:${GTIDS})(?=[;,\]])`,
  String.raw`\btables records on \[${NAME}(?:,${NAME})*\]|\bMirroring \d+\.\d+ percent\b|\bto diff, ${NAME}:\[${NAME}\]`,
  // A copy's log.
  String.raw`\bfor \d+ table\(s\)|\bExecuting \d+ post copy|\bBacking table: ${NAME}, current value \d+, new value \d+(?!\w)|\b(?:gtid|position|reached:|pos:) \d+-\d+-\d+(?!\w)`,
  String.raw`<keyspace\.workflow>: ${NAME}|-- (?:--v2 )?${NAME}(?= show all)|\bconversions from ${NAME} to ${NAME}`,
  String.raw`\b(?:the|in|to|from|for) ${NAME}(?:/${SHARD})?(?= (?:workflow|keyspace|table|target shard|source shard)\b)`,
  String.raw`\b(?:FindAllShardsInKeyspace|GetTabletMapForShard|GetShardNames|GetShard|GetKeyspace)\(${NAME}(?:, ?${SHARD})?\)|\(cell = ${NAME}\)`,
  String.raw`\bpanic in ${NAME}|\binvalid action for \w+(?= migration type)`,
  String.raw`\btarget: ${NAME}\.${SHARD}\.(?:${TYPES})`,
  String.raw`\bcells \[[\w, -]*\]`,
  // "keyspace customer", "table 'corder'", "tables [a b]", "column sku", "workflow customer.wf", "for key 'corder.PRIMARY'".
  String.raw`\b(?:keyspaces?|tables?|workflows?|databases?|vschema|columns?|vindex|sequence|cell|tablet type|TabletType|DDL alter table) (?:name )?${NAMES}`,
  String.raw`\b(?:for key|constraint|index|function|view) ${QUOTED}`,
  String.raw`\b(?:tablet types|tabletTypes):? \[?(?:${TYPES})(?:, ?(?:${TYPES}))*\]?`,
  // Shards: "shard 0", "shard commerce/-80", "shard commerce.0".
  String.raw`\bshards?:? (?:${NAME}/|\w+\.)?${SHARD}|\bshard ${NAME}(?:/${SHARD}/?|(?= not found))`,
  // MySQL's errors about names: 1054, 1146, 1452.
  String.raw`\bUnknown column '${NAME}' in '[a-z ]{1,30}'|\bTable '[\w$.\u0080-\uffff]+' (?=already|doesn't)`,
  String.raw`\(\`${NAME}\`(?:\.\`${NAME}\`)?, CONSTRAINT \`${NAME}\` FOREIGN KEY \(\`${NAME}\`(?:, \`${NAME}\`)*\) REFERENCES \`${NAME}\`(?:\.\`${NAME}\`)? \(\`${NAME}\`(?:, \`${NAME}\`)*\)`,
  // Tablets.
  String.raw`\b(?:on|tablets?|alias|primary|to|from|for|of|with)[: =]\(?${ALIAS}(?:, ?${ALIAS})*|\(${ALIAS}|\btablet:? ?\d{1,10}(?!\w)`,
  String.raw`\b(?:VReplicationExec\(|tablet )\w+-\d+(?!\w)`,
  String.raw`\b(?:cell|hostname|keyspace|mysql_hostname|db_name_override):"[\w.-]*"|\bshard:"[0-9a-f-]{1,33}"`,
  String.raw`\bport_map:\{key:"\w+" value:\d{1,5}\}|\b(?:uid|mysql_port|seconds|nanoseconds|default_conn_collation):\d+(?!\w)`,
  // The topology service's paths, sockets and addresses.
  String.raw`(?<![\w/])(?:/[\w.@-]+)*/(?:global|keyspaces|cells|tablets|named_locks|internal|vt_\d+)(?:/[\w.@-]*)*`,
  String.raw`\bdial (?:tcp|unix) (?:${ADDRESS}|/[\w./-]+)|\bremote_addr=${ADDRESS}|\bdial tcp: lookup [\w.-]+(?: on ${ADDRESS})?`,
  // Positions, and ids of VDiffs and journals.
  String.raw`(?<![\w-])${GTIDS}|\b(?:UUID|uuid|vdiff) ${UUID}|\bmigration id \d+(?!\w)`,
  // What Vitess asks of its own tables.
  String.raw`\bstate ?= ?'(?:Running|Stopped|Copying|Error|Init)'|\b(?:db_name|workflow|keyspace) ?= ?'${NAME}'|\bvdiff_uuid ?= ?'${UUID}'`,
  // Counts and durations of Vitess itself.
  String.raw`\b(?:lag|within|after|resolution:|pick:|wait time:|timeout|timeout of|sleeping for|for|up to|retry in)(?: of| is)? ${DURATION}`,
  String.raw`\bRow count exceeded \d+(?!\w)|\bneeds to be greater than \d+(?!\w)|\bat least \d+ seconds?\b|\bprimary key \d+ (?=refers)|\bmetric value: \d+(?:\.\d+)?(?: exceeding threshold: \d+(?:\.\d+)?)?(?!\w)|\bneeds Vitess \d+(?!\w)`,
  String.raw`\bat row \d+(?!\w)|\bline \d+(?::\d+)?(?!\w)|\bat position \d+(?![\w-])|\bUUID length: \d+(?!\w)|\b[Ii]d: \d+(?= ::)|\bstream \d+(?!\w)`,
  String.raw`(?:\bdefined: |\bflag: |\bflag |\bfor )--?${NAME}`,
  // A schema change: types with their sizes, and the columns it changes.
  String.raw`\b(?:add|drop|modify|change|rename) (?:column |index |key )?\`?${NAME}\`?(?= [a-z])`,
  String.raw`\b(?:var)?(?:char|binary)\(\d{1,5}\)|\b(?:tiny|small|medium|big)?int\(\d{1,3}\)|\b(?:decimal|float|double|datetime|timestamp|time|bit)\(\d{1,2}(?:, ?\d{1,2})?\)`,
  String.raw`\bin_keyrange\(${NAME}, '${NAME}', '${SHARD}'\)`,
  // A statement's head, up to where its values were cut off.
  String.raw`\b(?:insert|replace|update|delete|select)\s(?:\s|[,.*()\`=]|/\*[\w+ ]*\*/|\b[A-Za-z_]\w*)*(?=…)`,
  // The transport's words inside quotes.
  String.raw`\bdesc = "(?=transport|error|connection)|(?<=(?:refused|reset by peer|timeout|EOF|exceeded|closed))"(?!\w)`,
];

/** A place with a name, a position, a duration or a count that is not row data. */
export const PLACE = new RegExp(PLACES.join("|"), "iy");

/** Codes of gRPC, MySQL and Vitess, and what of Vitess's fixed words has other characters than letters. */
export const CODE =
  /\(errno \d{1,5}\)|\(sqlstate [0-9A-Z]{5}\)|\berrno[:= ] ?\d{4,5}(?!\w)|\bError \d{4}(?!\w)|\bfatal error \d{4}(?!\w)|\bcode = Code\(\d{1,3}\)|\(s\)|\bI\/O\b|\bv[12](?!\w)|'select @@binlog_row_image'/y;
