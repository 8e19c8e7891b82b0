import { toCommandStep, DIAGNOSE, type Rule, STANDS_STILL, STATUS, WORDS } from "../rule/rule.ts";

/** What a target tablet reports when it cannot copy or apply what the source sends. */
export const TARGET_STREAM: readonly Rule[] = [
  {
    id: "journal-partial",
    match: /tables were partially matched|cannot redirect on journal|cannot follow TABLES journal/,
    meaning: "The source's tables or shards were moved by another workflow, and this one cannot follow all of them.",
    stateLeft: "The stream is stopped; nothing is lost.",
    retry: "no",
    next: "Have a Vitess DBA look; most often this workflow is cancelled and created again from the tables' new place.",
    step: DIAGNOSE,
  },
  {
    id: "nothing-to-replicate",
    match: /There is nothing to replicate|unexpected: there are no tables to copy/,
    meaning: "The stream has no table to copy: its filter names none, or they are gone from the target.",
    stateLeft: "The stream is stopped.",
    retry: "no",
    next: "Compare the workflow's tables with those of the target; then cancel it and create it again.",
    step: DIAGNOSE,
  },
  {
    id: "replication-plan",
    match:
      /plan not found for|failed to build (?:table )?replication plan|primary key column \S+ not found in|table \S+ not found in schema|column \S+ not found in table expressions|no data returned from information_schema\.columns|no dataType\/columnType found/,
    meaning: "The stream does not fit the target's table: the table or a column is missing there, or its key is another one.",
    stateLeft: STANDS_STILL,
    retry: "no",
    next: "Make the target's table like the source's, then stop and start the workflow.",
    step: toCommandStep("stop {move}"),
  },
  {
    id: "row-shape",
    match:
      /wrong number of (?:fields|lengths)|malformed row change|fields don't match rows|(?:partial (?:insert|update) query)|failed to (?:bind|convert) [\s\S]*field value|unexpected (?:Type_TUPLE|event on table)/,
    meaning: "A row of the source does not have the columns that the stream expects: the schema was changed on one side.",
    stateLeft: STANDS_STILL,
    retry: "no",
    next: "Compare the table's columns on both sides and make them equal, then stop and start the workflow; if it stays, cancel and create again.",
    step: DIAGNOSE,
  },
  {
    id: "filter-unsupported",
    match:
      /unsupported (?:aggregation function|distinct|multiple|multi-table|non-|from|subquery|qualifier|mix of|select expression|function|constraint|column expression|statement)|expression needs an alias|only count\(\*\) is supported|group by expression|unsupported: select expression|(?:comparison operator|only (?:the )?integer literal)[\s\S]* supported|more than one target for source table/,
    meaning: "The workflow's filter has something that Vitess cannot stream. A plain move of tables has none of it.",
    stateLeft: STANDS_STILL,
    retry: "no",
    next: "Have a Vitess DBA look at the workflow's filter; a workflow that was made by hand is made anew.",
    step: WORDS,
  },
  {
    id: "post-copy",
    match: /post copy action|secondary keys? (?:creation|for deferred)|deferred creation/,
    meaning: "The rows are there, and the secondary keys that were put off until after the copy could not be made.",
    stateLeft: "The stream tries again by itself; the table is without these keys until then.",
    retry: "after-looking",
    next: "Have a DBA look at the target's disk and for a key that cannot be made; then stop and start the workflow.",
    step: DIAGNOSE,
  },
  {
    id: "session-settings",
    match:
      /sql_mode on target|failed to set sql_mode|foreign_key_checks|restrict_fk_on_non_standard_key|failed to clear foreign key|multi statement support/,
    meaning: "The target's MySQL did not take the session's settings that a copy needs.",
    stateLeft: STANDS_STILL,
    retry: "after-looking",
    next: "Have a DBA look at the rights of Vitess's filtered user at the target and at its sql_mode.",
    step: DIAGNOSE,
  },
  {
    id: "stream-state-not-written",
    match:
      /could not set (?:message|state):|error \S+ updating (?:position|time)|error updating _vt\.copy_state|could not insert into log table|error reading VReplication settings/,
    meaning: "The target's tablet could not write or read the stream's own state in _vt.",
    stateLeft: "The stream tries again by itself.",
    retry: "after-looking",
    next: "Look at the MySQL of the target's primary: read-only, full, or away.",
    step: DIAGNOSE,
  },
  {
    id: "vitess-panicked",
    match: /\bpanic(?: in \w+)?: |caught panic during|uncaught panic/,
    meaning: "A part of Vitess itself broke down while it did this.",
    stateLeft: "What the call had done until then stays; look before it is repeated.",
    retry: "after-looking",
    next: "Look at the status; have whoever runs Vitess read its log, and see whether a newer patch release mends it.",
    step: STATUS,
  },
  {
    id: "external-mysql",
    match: /external mysqlConnector/,
    meaning: "The workflow reads from a MySQL outside of this cluster, which the target's tablets have no settings for.",
    stateLeft: STANDS_STILL,
    retry: "no",
    next: "Have whoever runs Vitess add that connection to the tablets' configuration.",
    step: WORDS,
  },
];
