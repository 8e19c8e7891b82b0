import type { Command } from "./command.ts";
import {
  CANCEL_DEFAULTS,
  type CancelOptions,
  type CompleteOptions,
  CREATE_DEFAULTS,
  type CreateOptions,
  type RuleDocument,
  SWITCH_DEFAULTS,
  type SwitchOptions,
  type TabletType,
  type UpdateOptions,
  VDIFF_DEFAULTS,
  type VDiffOptions,
} from "./options.ts";
import { newestOf } from "./vitess/version.ts";
import type { VitessVersion } from "./vitess/version.ts";

/** An option or a verb that a release of Vitess does not have. */
export interface Lacking {
  /** As people type it: `--force`, or a verb such as `mirror`; for v1, the commands that they pasted. */
  readonly option: string;
  /** The release that is needed: this one and later, or this one and earlier. */
  readonly needs: number;
  readonly bound: "since" | "until";
}

/**
 * What a command needs and a release does not have; empty when the release can carry it out. An option at its default needs nothing: either
 * it is not sent, or a release without it does the same. `docs/facts/the-wire.md#first-releases` lists when fields and calls appeared. A
 * release that nobody looked at counts as one without; of a cluster whose release is known as a range, an option is missing only when the
 * whole range is without it, unless ignoring it would do more than was asked.
 */
export function lackingIn(version: VitessVersion, command: Command): readonly Lacking[] {
  return needsOf(command).filter(({ option, needs, bound }) => {
    if (bound === "until") return version.major > needs;
    return (isDroppingMore(command, option) ? version.major : newestOf(version)) < needs;
  });
}

/** A release without it passes over the option without a word, and drops the tables of all shards. */
function isDroppingMore({ verb }: Command, option: string): boolean {
  return (verb === "cancel" || verb === "delete") && option === "--shards";
}

/** True when not every release that Tandem speaks to carries the command out in the same way, so that it matters which one is connected. */
export function dependsOnVersion(command: Command): boolean {
  return command.verb === "vdiff-create" || needsOf(command).length > 0;
}

function needsOf(command: Command): readonly Lacking[] {
  switch (command.verb) {
    case "create":
      return createNeeds(command.options);
    case "switch":
      return switchNeeds(command.options);
    case "reverse":
      return [
        ...since(18, "--enable-reverse-replication=false", !command.options.enableReverseReplication),
        ...switchNeeds(command.options),
      ];
    case "complete":
      return completeNeeds(command.options);
    case "cancel":
      return [...since(18, "--keep-routing-rules", command.options.keepRoutingRules), ...cancelNeeds(command.options)];
    case "delete":
      // Before 18 it leaves rules and tables alone by itself, so keeping them needs nothing.
      return cancelNeeds(command.options);
    case "start":
    case "stop":
      return since(22, "--shards", command.shards.length > 0);
    case "update":
      return updateNeeds(command.options);
    case "mirror":
      return since(21, "mirror");
    case "vdiff-create":
      return vdiffNeeds(command.options);
    case "vdiff-stop":
      return since(21, "--target-shards", command.shards.length > 0);
    case "vdiff-resume":
      return [...since(14, "vdiff resume"), ...since(21, "--target-shards", command.shards.length > 0)];
    case "rules-get":
    case "rules-restore":
      return command.documents.flatMap((document) => since(DOCUMENT_SINCE[document], document));
    case "throttler-show":
      return since(21, "throttler show");
    case "throttler-check":
      return since(21, "throttler check");
    case "throttle":
    case "unthrottle":
      return since(18, command.verb);
    case "validate":
    case "rescue":
      return since(12, command.verb);
    default:
      return [];
  }
}

const DOCUMENT_SINCE: Readonly<Record<RuleDocument, number>> = { tables: 11, shards: 15, keyspaces: 20, mirrors: 21 };

function createNeeds(options: CreateOptions): readonly Lacking[] {
  return [
    ...until(15, "MoveTables --v1", options.v1),
    ...orderNeeds(options, CREATE_DEFAULTS.tabletTypes),
    ...since(14, "--drop-foreign-keys", options.dropForeignKeys),
    ...since(14, "--source-time-zone", options.sourceTimeZone !== ""),
    ...since(15, "--source-shards", options.sourceShards.length > 0),
    ...since(16, "--on-ddl", options.onDdl !== "IGNORE"),
    ...since(18, "--no-routing-rules", options.noRoutingRules),
    ...since(18, "--atomic-copy", options.atomicCopy),
    ...since(18, "--external-cluster", options.externalClusterName !== ""),
    ...since(20, "--tenant-id", options.tenantId !== ""),
    ...since(20, "--shards", options.targetShards.length > 0),
    // REMOVE is the default, LEAVE is what releases without the option do.
    ...since(21, "--sharded-auto-increment-handling", options.shardedAutoIncrement === "REPLACE"),
    ...since(21, "--global-keyspace", options.globalKeyspace !== ""),
    ...since(21, "--config-overrides", Object.keys(options.configOverrides).length > 0),
  ];
}

function switchNeeds(options: SwitchOptions): readonly Lacking[] {
  const lagLimit = options.maxReplicationLagAllowedMs !== SWITCH_DEFAULTS.maxReplicationLagAllowedMs;
  return [
    ...until(15, "SwitchReads and SwitchWrites", options.v1),
    ...since(13, "--max-replication-lag-allowed", lagLimit),
    ...since(18, "--initialize-target-sequences", options.initializeTargetSequences),
    ...since(19, "--shards", options.shards.length > 0),
    ...since(21, "--force", options.force),
  ];
}

function completeNeeds(options: CompleteOptions): readonly Lacking[] {
  return [
    ...until(15, "DropSources", options.v1),
    ...since(14, "--keep-routing-rules", options.keepRoutingRules),
    ...since(19, "--shards", options.shards.length > 0),
    ...since(22, "--ignore-source-keyspace", options.ignoreSourceKeyspace),
  ];
}

function cancelNeeds(options: CancelOptions): readonly Lacking[] {
  return [
    ...since(19, "--shards", options.shards.length > 0),
    ...since(22, "--delete-batch-size", options.deleteBatchSize !== CANCEL_DEFAULTS.deleteBatchSize),
    ...since(22, "--ignore-source-keyspace", options.ignoreSourceKeyspace),
  ];
}

function updateNeeds(options: UpdateOptions): readonly Lacking[] {
  return [
    // 17 has the call, with other types in its message (docs/facts/the-wire.md#workflow-update-of-17).
    ...since(18, "update"),
    ...since(21, "--config-overrides", Object.keys(options.configOverrides ?? {}).length > 0),
    ...since(22, "--shards", options.shards.length > 0),
  ];
}

// Tandem's own, where nothing else was asked for.
const OWN_SAMPLE_ROWS = 1n;
const SAMPLE_ROWS_SINCE = 19;

/**
 * The command without what Tandem would add by itself and the release does not have: before 19, VDiff always keeps ten differing rows in
 * its report, which stays in Vitess.
 */
export function withoutAdditions<C extends Command>(version: VitessVersion, command: C): C {
  if (command.verb !== "vdiff-create" || version.major >= SAMPLE_ROWS_SINCE || command.options.maxReportSampleRows !== OWN_SAMPLE_ROWS)
    return command;
  return { ...command, options: { ...command.options, maxReportSampleRows: VDIFF_DEFAULTS.maxReportSampleRows } };
}

function vdiffNeeds(options: VDiffOptions): readonly Lacking[] {
  const { maxReportSampleRows, maxExtraRowsToCompare, rowDiffColumnTruncateAt } = options;
  const samples = maxReportSampleRows !== VDIFF_DEFAULTS.maxReportSampleRows && maxReportSampleRows !== OWN_SAMPLE_ROWS;
  return [
    ...orderNeeds(options, VDIFF_DEFAULTS.tabletTypes),
    ...since(14, "--max-extra-rows-to-compare", maxExtraRowsToCompare !== VDIFF_DEFAULTS.maxExtraRowsToCompare),
    ...since(18, "--source-cells", options.sourceCells.length > 1),
    ...since(18, "--target-cells", options.targetCells.length > 1),
    ...since(18, "--update-table-stats", options.updateTableStats),
    ...since(SAMPLE_ROWS_SINCE, "--max-report-sample-rows", samples),
    ...since(19, "--max-diff-duration", options.maxDiffDurationMs !== VDIFF_DEFAULTS.maxDiffDurationMs),
    ...since(21, "--row-diff-column-truncate-at", rowDiffColumnTruncateAt !== VDIFF_DEFAULTS.rowDiffColumnTruncateAt),
    ...since(21, "--auto-start", !options.autoStart),
  ];
}

/** `in_order:` came with 14; types that nobody chose are left to the release. */
function orderNeeds({ tabletTypes, tabletTypesInOrder }: Preference, defaults: readonly TabletType[]): readonly Lacking[] {
  const chosen = tabletTypes.length > 1 && tabletTypes.join() !== defaults.join();
  return since(14, "--tablet-types-in-preference-order", tabletTypesInOrder && chosen);
}

type Preference = Pick<CreateOptions, "tabletTypes" | "tabletTypesInOrder">;

function since(needs: number, option: string, used = true): readonly Lacking[] {
  return used ? [{ option, needs, bound: "since" }] : [];
}

function until(needs: number, option: string, used: boolean): readonly Lacking[] {
  return used ? [{ option, needs, bound: "until" }] : [];
}
