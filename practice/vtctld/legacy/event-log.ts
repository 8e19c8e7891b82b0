import type { Operation } from "../cluster/operation.ts";

/** `logutil.Level` as on the wire. */
export type EventLevel = "INFO" | "WARNING" | "ERROR" | "CONSOLE";

/** One event of a running command; CONSOLE is its output, the rest are vtctld's log lines. */
export interface LegacyEvent {
  level: EventLevel;
  file: string;
  value: string;
}

/** Where a command writes while it runs. */
export interface EventLog {
  /** The command's output, including line breaks. */
  print(text: string): void;
  info(file: SourceFile, text: string): void;
  warning(file: SourceFile, text: string): void;
  error(file: SourceFile, text: string): void;
}

/** The source files that events name. */
export type SourceFile = "keyspace.go" | "materializer.go" | "switcher.go" | "traffic_switcher.go" | "vdiff.go" | "vtctl.go";

/** A handler's means, plus the stream for its events. */
export interface LegacyOperation extends Operation {
  log: EventLog;
}

/** Writes events with `send`. */
export function createEventLog(send: (event: LegacyEvent) => void): EventLog {
  return {
    print(value) {
      send({ level: "CONSOLE", file: "logger.go", value });
    },
    info(file, value) {
      send({ level: "INFO", file, value });
    },
    warning(file, value) {
      send({ level: "WARNING", file, value });
    },
    error(file, value) {
      send({ level: "ERROR", file, value });
    },
  };
}

/** Runs of RefreshState lines, as vtctld logs them whenever a shard's deny list changed, with the tablets in any order. */
export function logRefresh(operation: LegacyOperation, keyspace: string, shard: string, aliases: readonly string[]): void {
  const timeout = operation.cluster.version >= 14 ? " with a timeout of 30s" : "";
  operation.log.info("keyspace.go", `RefreshTabletsByShard called on shard ${keyspace}/${shard}`);
  for (const alias of aliases) operation.log.info("keyspace.go", `Calling RefreshState on tablet ${alias}${timeout}`);
}
