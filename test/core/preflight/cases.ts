import { listCancelFindings } from "../../../src/core/preflight/cancel.ts";
import { listCompleteFindings } from "../../../src/core/preflight/complete.ts";
import { listCreateFindings } from "../../../src/core/preflight/create.ts";
import type { Finding, Severity } from "../../../src/core/findings/finding.ts";
import { listReverseFindings } from "../../../src/core/preflight/reverse.ts";
import { listSwitchFindings } from "../../../src/core/preflight/switch.ts";
import { CANCEL, COMPLETE, CREATE, REVERSE, SWITCH } from "./healthy.ts";

/** One condition: the finding with it, its severity and evidence, and what is found without it, or just short of it. */
export interface Case {
  readonly fires: readonly Finding[];
  readonly severity: Severity;
  /** Starts with these lines. */
  readonly evidence: readonly string[];
  readonly quiet: readonly Finding[];
}

type Change<Facts> = Partial<Facts>;

export function create(
  change: Change<typeof CREATE>,
  severity: Severity,
  evidence: readonly string[],
  quiet: Change<typeof CREATE> = {},
): Case {
  return { fires: listCreateFindings({ ...CREATE, ...change }), severity, evidence, quiet: listCreateFindings({ ...CREATE, ...quiet }) };
}

export function switching(
  change: Change<typeof SWITCH>,
  severity: Severity,
  evidence: readonly string[],
  quiet: Change<typeof SWITCH> = {},
): Case {
  return { fires: listSwitchFindings({ ...SWITCH, ...change }), severity, evidence, quiet: listSwitchFindings({ ...SWITCH, ...quiet }) };
}

export function completing(
  change: Change<typeof COMPLETE>,
  severity: Severity,
  evidence: readonly string[],
  quiet: Change<typeof COMPLETE> = {},
): Case {
  return {
    fires: listCompleteFindings({ ...COMPLETE, ...change }),
    severity,
    evidence,
    quiet: listCompleteFindings({ ...COMPLETE, ...quiet }),
  };
}

export function reversing(
  change: Change<typeof REVERSE>,
  severity: Severity,
  evidence: readonly string[],
  quiet: Change<typeof REVERSE> = {},
): Case {
  return {
    fires: listReverseFindings({ ...REVERSE, ...change }),
    severity,
    evidence,
    quiet: listReverseFindings({ ...REVERSE, ...quiet }),
  };
}

export function cancelling(
  change: Change<typeof CANCEL>,
  severity: Severity,
  evidence: readonly string[],
  quiet: Change<typeof CANCEL> = {},
): Case {
  return { fires: listCancelFindings({ ...CANCEL, ...change }), severity, evidence, quiet: listCancelFindings({ ...CANCEL, ...quiet }) };
}
