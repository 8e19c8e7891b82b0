import type { PreflightStep } from "../../findings/finding.ts";

/** What in a step decides whether it meets a fault of Vitess. An absent field means no, or not known. */
export interface Meeting {
  readonly step: PreflightStep;
  readonly isWrites?: boolean;
  readonly isTenant?: boolean;
  /** Another workflow moves a table of one of these names. */
  readonly sharesTables?: boolean;
  /** Some of the tables exist at the target before anything is copied. */
  readonly tablesAtTarget?: boolean;
  /** A table without rows takes its ids from a sequence that the step initializes. */
  readonly emptySequences?: boolean;
  /** The target denies only some of the tables. */
  readonly deniedInPart?: boolean;
  readonly dropsData?: boolean;
  readonly isTargetSharded?: boolean;
}

/** A fault that some releases of Vitess have, and what meets it. */
export interface KnownFault {
  /** Where to read more: an issue of vitessio/vitess, or the release it was seen on. */
  readonly reference: string;
  readonly what: string;
  readonly meets: (meeting: Meeting) => boolean;
  /** First and last major release with the fault; `fixedIn` says where within a major it was fixed, as `minor.patch`. */
  readonly from: number;
  readonly to: number;
  readonly fixedIn: Readonly<Record<number, string>>;
  /** The loss cannot be undone, so a release with an unknown patch level counts as one that has the fault. */
  readonly isIrreversible: boolean;
  /** This fault removes what people wrote in the target's VSchema. */
  readonly takesWrittenEntries?: true;
  readonly advice: string;
}

/** Known faults that change what people should do. A fault that a finding of its own reports, with evidence, is not listed. */
export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    reference: "vitessio/vitess #17620",
    what: "when a switch of writes fails, its own cancel fails too and can leave writes denied at the source",
    meets: ({ step, isWrites }) => (step === "switch" || step === "reverse") && isWrites === true,
    from: 18,
    to: 21,
    fixedIn: { 19: "0.10", 20: "0.8", 21: "0.5" },
    isIrreversible: false,
    advice: "After a failed switch look at routing and denied tables at once; upgrade if you can.",
  },
  {
    reference: "vitessio/vitess #16817",
    what: "rows that are in the target already are found only as a duplicate key in the middle of the copy",
    meets: ({ step, tablesAtTarget }) => step === "create" && tablesAtTarget === true,
    from: 11,
    to: 21,
    fixedIn: {},
    isIrreversible: false,
    advice: "Make sure that the target's tables are empty, or drop them.",
  },
  {
    reference: "vitessio/vitess #16731",
    what: "a table of the same name in two workflows makes Vitess say that writes are switched when they are not",
    meets: ({ step, sharesTables }) => (step === "switch" || step === "complete") && sharesTables === true,
    from: 11,
    to: 20,
    fixedIn: {},
    isIrreversible: false,
    advice: "Complete or cancel the other workflow first.",
  },
  {
    reference: "vitessio/vitess #15963",
    what: "a cancel fails half-way when a shard does not deny all of the tables",
    meets: ({ step, dropsData, deniedInPart }) => step === "cancel" && dropsData === true && deniedInPart === true,
    from: 18,
    to: 20,
    fixedIn: {},
    isIrreversible: false,
    advice: "Cancel with --keep-data, and drop the target's tables yourself afterwards.",
  },
  {
    reference: "seen on 12.0.6 and 14.0.5",
    what: "a client that is lost during a switch of writes leaves them denied at the source, and that does not heal",
    meets: ({ step, isWrites }) => step === "switch" && isWrites === true,
    from: 11,
    to: 17,
    fixedIn: {},
    isIrreversible: false,
    advice: "Watch the switch to its end; if it breaks off, `/movetables rescue` unblocks writes.",
  },
  {
    reference: "seen on 12.0.6",
    what: "a reverse of the writes that fails can delete the record of the workflow",
    meets: ({ step, isWrites }) => step === "reverse" && isWrites === true,
    from: 11,
    to: 14,
    fixedIn: {},
    isIrreversible: false,
    advice: "Read routing rules and the source's workflows afterwards, whatever it says.",
  },
  {
    reference: "vitessio/vitess #19225",
    what: "the sequence of a table without rows is not set, and inserts fail after the switch",
    meets: ({ step, emptySequences }) => (step === "create" || step === "switch") && emptySequences === true,
    from: 18,
    to: 23,
    fixedIn: {},
    isIrreversible: false,
    advice: "Look at the sequence right after the switch, and insert its first row (0, 1, 1000, 'vitess_sequence') where it has none.",
  },
  {
    reference: "vitessio/vitess #17794",
    what: "a switch of a tenant that fails leaves the tables denied at the shared target, for every tenant there",
    meets: ({ step, isTenant, isWrites }) => step === "switch" && isTenant === true && isWrites === true,
    from: 20,
    to: 21,
    fixedIn: { 20: "0.8", 21: "0.5" },
    isIrreversible: false,
    advice: "Look at the target's denied tables after a switch that failed, before anything else.",
  },
  {
    reference: "seen on 15.0 to 16.0.3",
    what: "a cancel takes the tables out of the VSchema of a sharded target, also what somebody had written there before the move",
    meets: ({ step, dropsData, isTargetSharded }) => step === "cancel" && dropsData === true && isTargetSharded === true,
    from: 15,
    to: 16,
    fixedIn: { 16: "0.4" },
    isIrreversible: true,
    takesWrittenEntries: true,
    advice: "The entries are kept with the snapshot of this step: put them back with ApplyVSchema afterwards, or cancel with --keep-data.",
  },
];
