// Names are ASCII here: Tandem moves no other tables. A name may carry its keyspace, its tablet type or its shard.
const ONE_NAME = String.raw`[A-Za-z_][\w$]*(?:[-./@:][\w$]+)*(?![\w$@])`;
const SHARD_RANGE = String.raw`(?:-[0-9a-f]{2,16}|[0-9a-f]{2,16}-(?:[0-9a-f]{2,16})?|\d{1,3}|-)(?![\w@])`;
const QUOTED = String.raw`(?:'${ONE_NAME}'|"${ONE_NAME}"|\`${ONE_NAME}\`(?:\.\`${ONE_NAME}\`)?)`;
const ANY_NAME = String.raw`(?:${QUOTED}|${ONE_NAME})`;
const NAME_LIST = String.raw`(?:\[${ANY_NAME}(?:[, ] ?${ANY_NAME})*\]|${ANY_NAME}(?:,${ANY_NAME})*)`;
const ALIAS = String.raw`[A-Za-z_]\w*-\d{10}(?!\w)`;
const VDIFF_UUID = String.raw`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)`;
const MYSQL_GTIDS = String.raw`[0-9a-f]{8}[0-9a-f-]{0,28}(?::\d+(?:-\d+)?)+`;
const GTIDS = String.raw`(?:(?:MySQL56/)?${MYSQL_GTIDS}(?:,${MYSQL_GTIDS})*|MariaDB/\d+-\d+-\d+|FilePos/[\w-]+\.\d+:\d+)(?!\w)`;
const ADDRESS = String.raw`(?:\[[0-9a-f:]+\]|[A-Za-z0-9][\w.-]*):\d{2,5}(?!\w)`;
const ELAPSED = String.raw`(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?(?:ms|µs|ns|s|m|h| (?:milli)?seconds?)(?!\w)`;
const TYPE_WORDS = "primary|replica|rdonly|master|spare|drained|backup|restore|experimental|unknown";

/** Each is a piece of a text of Vitess or MySQL with what it names; the first that matches counts. None is a place for a row value. */
const PLACES: readonly string[] = [
  // Lists of tables, and names that no word like "table" introduces.
  String.raw`\bnot found in source keyspace ${ONE_NAME}: ${NAME_LIST}`,
  String.raw`\btables found in target keyspace\(${ONE_NAME}\): ${NAME_LIST}`,
  String.raw`\bpresent in the workflow: ${NAME_LIST}`,
  String.raw`\bin keyspace ${ONE_NAME} for ${ONE_NAME}`,
  String.raw`\bfrom keyspace ${ONE_NAME} table ${ONE_NAME} to ${ONE_NAME}`,
  // A dry run's lines.
  String.raw`\b(?:(?:keyspace|workflow|dbname|table):${ONE_NAME}|shard:${SHARD_RANGE}|tablet:\d+|position:${GTIDS})(?=[;,\]])`,
  String.raw`\btables records on \[${ONE_NAME}(?:,${ONE_NAME})*\]|\bMirroring \d+\.\d+ percent\b|\bto diff, ${ONE_NAME}:\[${ONE_NAME}\]`,
  // A copy's log.
  String.raw`\bfor \d+ table\(s\)|\bExecuting \d+ post copy|\bBacking table: ${ONE_NAME}, current value \d+, new value \d+(?!\w)|\b(?:gtid|position|reached:|pos:) \d+-\d+-\d+(?!\w)`,
  String.raw`<keyspace\.workflow>: ${ONE_NAME}|-- (?:--v2 )?${ONE_NAME}(?= show all)|\bconversions from ${ONE_NAME} to ${ONE_NAME}`,
  String.raw`\b(?:the|in|to|from|for) ${ONE_NAME}(?:/${SHARD_RANGE})?(?= (?:workflow|keyspace|table|target shard|source shard)\b)`,
  String.raw`\b(?:FindAllShardsInKeyspace|GetTabletMapForShard|GetShardNames|GetShard|GetKeyspace)\(${ONE_NAME}(?:, ?${SHARD_RANGE})?\)|\(cell = ${ONE_NAME}\)`,
  String.raw`\bRebuildSrvVSchema\(\[${ONE_NAME}(?:[, ] ?${ONE_NAME})*\]\)|\bdoes not have a primary: ${SHARD_RANGE}|\bpanic in ${ONE_NAME}|\binvalid action for \w+(?= migration type)`,
  String.raw`\btarget: ${ONE_NAME}\.${SHARD_RANGE}\.(?:${TYPE_WORDS})`,
  String.raw`\bcells \[[\w, -]*\]`,
  // "keyspace customer", "table 'corder'", "tables [a b]", "column sku", "workflow customer.wf", "for key 'corder.PRIMARY'".
  String.raw`\b(?:keyspaces?|tables?|workflows?|databases?|dbname|vschema|columns?|vindex|sequence|cell|tablet type|TabletType|DDL alter table) (?:name )?${NAME_LIST}`,
  String.raw`\b(?:for key|constraint|index|function|view) ${QUOTED}`,
  String.raw`\b(?:tablet types|tabletTypes):? \[?(?:${TYPE_WORDS})(?:, ?(?:${TYPE_WORDS}))*\]?`,
  // Shards: "shard 0", "shard commerce/-80", "shard commerce.0".
  String.raw`\bshards?:? (?:${ONE_NAME}/|\w+\.)?${SHARD_RANGE}|\bshard ${ONE_NAME}(?:/${SHARD_RANGE}/?|(?= not found))`,
  // MySQL's errors about names: 1054, 1146, 1452.
  String.raw`\bUnknown column '${ONE_NAME}' in '[a-z ]{1,30}'|\bTable '[\w$.\u0080-\uffff]+' (?=already|doesn't)`,
  String.raw`\(\`${ONE_NAME}\`(?:\.\`${ONE_NAME}\`)?, CONSTRAINT \`${ONE_NAME}\` FOREIGN KEY \(\`${ONE_NAME}\`(?:, \`${ONE_NAME}\`)*\) REFERENCES \`${ONE_NAME}\`(?:\.\`${ONE_NAME}\`)? \(\`${ONE_NAME}\`(?:, \`${ONE_NAME}\`)*\)`,
  // Tablets.
  String.raw`\b(?:on|tablets?|alias|primary|to|from|for|of|with)[: =]\(?${ALIAS}(?:, ?${ALIAS})*|\(${ALIAS}|\btablet:? ?\d{1,10}(?!\w)`,
  String.raw`\b(?:VReplicationExec\(|tablet )\w+-\d+(?!\w)`,
  String.raw`\b(?:cell|hostname|keyspace|mysql_hostname|db_name_override):"[\w.-]*"|\bshard:"[0-9a-f-]{1,33}"`,
  String.raw`\bport_map:\{key:"\w+" value:\d{1,5}\}|\b(?:uid|mysql_port|seconds|nanoseconds|default_conn_collation):\d+(?!\w)`,
  // The topology service's paths, sockets and addresses.
  String.raw`(?<![\w/])(?:/[\w.@-]+)*/(?:global|keyspaces|cells|tablets|named_locks|internal|vt_\d+)(?:/[\w.@-]*)*`,
  String.raw`\bdial (?:tcp|unix) (?:${ADDRESS}|/[\w./-]+)|\bremote_addr=${ADDRESS}|\bdial tcp: lookup [\w.-]+(?: on ${ADDRESS})?`,
  // Positions, and ids of VDiffs and journals.
  String.raw`(?<![\w-])${GTIDS}|\b(?:UUID|uuid|vdiff) ${VDIFF_UUID}|\bmigration id \d+(?!\w)`,
  // What Vitess asks of its own tables.
  String.raw`\bstate ?= ?'(?:Running|Stopped|Copying|Error|Init)'|\b(?:db_name|workflow|keyspace) ?= ?'${ONE_NAME}'|\bvdiff_uuid ?= ?'${VDIFF_UUID}'`,
  // Counts and durations of Vitess itself.
  String.raw`\b(?:lag|within|after|resolution:|pick:|wait time:|timeout|timeout of|sleeping for|for|up to|retry in)(?: of| is)? ${ELAPSED}`,
  String.raw`\bRow count exceeded \d+(?!\w)|\bneeds to be greater than \d+(?!\w)|\bat least \d+ seconds?\b|\bprimary key \d+ (?=refers)|\bmetric value: \d+(?:\.\d+)?(?: exceeding threshold: \d+(?:\.\d+)?)?(?!\w)|\bneeds Vitess \d+(?!\w)`,
  String.raw`\bat row \d+(?!\w)|\bline \d+(?::\d+)?(?!\w)|\bat position \d+(?![\w-])|\bUUID length: \d+(?!\w)|\b[Ii]d: \d+(?= ::)|\bstream \d+(?!\w)`,
  String.raw`(?:\bdefined: |\bflag: |\bflag |\bfor )--?${ONE_NAME}`,
  // A schema change: types with their sizes, and the columns it changes.
  String.raw`\b(?:add|drop|modify|change|rename) (?:column |index |key )?\`?${ONE_NAME}\`?(?= [a-z])`,
  String.raw`\b(?:var)?(?:char|binary)\(\d{1,5}\)|\b(?:tiny|small|medium|big)?int\(\d{1,3}\)|\b(?:decimal|float|double|datetime|timestamp|time|bit)\(\d{1,2}(?:, ?\d{1,2})?\)`,
  String.raw`\bin_keyrange\(${ONE_NAME}, '${ONE_NAME}', '${SHARD_RANGE}'\)`,
  // A statement's head, up to where its values were cut off.
  String.raw`\b(?:insert|replace|update|delete|select)\s(?:\s|[,.*()\`=]|/\*[\w+ ]*\*/|\b[A-Za-z_]\w*)*(?=…)`,
  // The transport's words inside quotes.
  String.raw`\bdesc = "(?=transport|error|connection)|(?<=(?:refused|reset by peer|timeout|EOF|exceeded|closed))"(?!\w)`,
];

/** A place with a name, a position, a duration or a count that is not row data. */
export const VITESS_PLACE = new RegExp(PLACES.join("|"), "iy");

/** Codes of gRPC, MySQL and Vitess, and what of Vitess's fixed words has other characters than letters. */
export const VITESS_CODE =
  /\(errno \d{1,5}\)|\(sqlstate [0-9A-Z]{5}\)|\berrno[:= ] ?\d{4,5}(?!\w)|\bError \d{4}(?!\w)|\bfatal error \d{4}(?!\w)|\bcode = Code\(\d{1,3}\)|\(s\)|\bI\/O\b|\bv[12](?!\w)|'select @@binlog_row_image'/y;
