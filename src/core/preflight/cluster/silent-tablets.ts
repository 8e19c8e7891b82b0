import type { SwitchOptions } from "../../options/options.ts";
import type { AnswerFact } from "../facts/facts.ts";
import { listFew, type Finding, makeFinding, NOTHING, type Severity } from "../../findings/finding.ts";
import { type Sampled, listSeenValues } from "../facts/looked.ts";

/** From this release on Vitess refreshes every tablet before a switch, and refuses when one does not answer. */
const REFUSES_SINCE = 13;
/** From this release on people can force the switch despite that. */
const FORCES_SINCE = 21;

/** The tablets of the move's keyspaces that do not answer. */
export function listSilentTablets(answering: Sampled<AnswerFact>): readonly AnswerFact[] {
  return listSeenValues(answering)
    .map(({ value }) => value)
    .filter(({ answers }) => !answers);
}

/**
 * A tablet does not answer before a switch. Newer releases refuse the switch after half a minute; older ones first deny the writes and then
 * wait for the tablet, which cost 60 s of writes on 12 (docs/facts/switch-traffic.md#dead-tablet).
 */
export function findSilentAtSwitch(
  answering: Sampled<AnswerFact>,
  { tabletTypes, force }: Pick<SwitchOptions, "tabletTypes" | "force">,
  major: number | undefined,
): readonly Finding[] {
  const isWrites = tabletTypes.includes("PRIMARY");
  const refuses = major === undefined || major >= REFUSES_SINCE;
  const severity = force || !(isWrites || refuses) ? "warning" : "blocking";
  const then = refuses
    ? "a switch refreshes every tablet first: Vitess refuses it after half a minute"
    : isWrites
      ? "Vitess takes the writes away and then waits for such a tablet: a minute without writes was measured, whatever --timeout says"
      : "a switch tells every tablet, and waits for each that does not answer";
  const byForce = major !== undefined && major >= FORCES_SINCE && !force ? "; --force goes on without them" : "";
  return findSilent(answering, severity, then, byForce);
}

/** As {@link findSilentAtSwitch}, right before an approved switch, after pinging every silent tablet a second time, for 15 s. */
export function findSilentAtGate(...about: Parameters<typeof findSilentAtSwitch>): readonly Finding[] {
  return findSilentAtSwitch(...about).map((one) => ({ ...one, evidence: [...one.evidence, "asked twice, and for 15 s the second time"] }));
}

/** The same for a step that such a tablet only slows or leaves incomplete. */
export function findSilentAround(answering: Sampled<AnswerFact>, then: string): readonly Finding[] {
  return findSilent(answering, "warning", then, "");
}

/** Before writes are switched people must know whether the tablets answer; says once where Tandem could not ask. */
export function findTabletsNotAsked(
  answering: Sampled<AnswerFact>,
  { tabletTypes }: Pick<SwitchOptions, "tabletTypes">,
): readonly Finding[] {
  if (!tabletTypes.includes("PRIMARY")) return NOTHING;
  const unseen = answering.looked.flatMap(({ where, look }) => (look.kind === "unseen" ? [{ where, why: look.why }] : []));
  const left = answering.of - answering.looked.length;
  const lines = [
    ...listFew(unseen.map(({ where, why }) => (why === "" ? "this version of Vitess has no call that asks a tablet" : `${where}: ${why}`))),
    ...(left > 0 ? [`${answering.looked.length} of ${answering.of} tablets were asked`] : []),
  ];
  if (lines.length === 0) return NOTHING;
  const fix = "Ask them yourself (vtctldclient PingTablet <alias>): a switch with one that does not answer can take much longer.";
  return makeFinding("tablets-not-asked", "warning", [...lines, "how long writes would stop cannot be said"], fix);
}

/** What Tandem may promise about how long a switch stops writes. */
export type StopPromise = "bounded" | "tablet-silent" | "tablets-not-asked";

/** Writes stop while the streams catch up; that time is bounded only while every tablet answers. */
export function pickStopPromise(findings: readonly Pick<Finding, "code">[]): StopPromise {
  if (findings.some(({ code }) => code === "tablet-silent")) return "tablet-silent";
  return findings.some(({ code }) => code === "tablets-not-asked") ? "tablets-not-asked" : "bounded";
}

function findSilent(answering: Sampled<AnswerFact>, severity: Severity, then: string, more: string): readonly Finding[] {
  const tablets = listSilentTablets(answering);
  if (tablets.length === 0) return NOTHING;
  const evidence = [...listFew(tablets.map(({ tablet, type, place }) => `${tablet} (${type} of ${place}) does not answer vtctld`)), then];
  const [first] = tablets;
  const record = `vtctldclient DeleteTablets ${first?.tablet ?? ""}`;
  return makeFinding("tablet-silent", severity, evidence, `Bring the tablet back, or delete its record (${record})${more}.`);
}
