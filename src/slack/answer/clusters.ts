import type { SectionBlock } from "@slack/types";
import type { Answer } from "../../core/command/answers.ts";
import { type AddressHealth, type ClusterView, majorsOf, type PeopleCount } from "../../core/readings/clusters.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { releaseText } from "../../core/vitess/version.ts";
import { section } from "../blocks/build.ts";
import { type Message, notification } from "../blocks/message.ts";
import { code, named, quoted } from "../text/escape.ts";
import { and } from "../text/lists.ts";
import { counted } from "../text/numbers.ts";
import { moment } from "../text/times.ts";
import type { OfKind } from "../wording/of-kind.ts";

const MOST_ADDRESSES = 6;
/** All clusters together; the rest of the message needs about 500 characters. */
const BUDGET = 8000;

/** The configured clusters: which is meant when none is named, what each runs, which addresses answer, and who decides. */
export function renderClusters({ clusters, now }: OfKind<Answer, "clusters">): Message {
  const away = clusters.filter(isSilent).map(({ name }) => named(name));
  const title = `Tandem knows ${counted(clusters.length, "cluster")}${away.length === 0 ? "" : `; ${and(away)} ${away.length === 1 ? "does" : "do"} not answer`}`;
  const shown = fitting(clusters.map((cluster) => section(...clusterLines(cluster, now))));
  const more = clusters.length - shown.length;
  return {
    text: notification(title),
    blocks: [
      section(`*${title}*`),
      ...shown,
      ...(more > 0 ? [section(`and ${counted(more, "cluster")} more`)] : []),
      ...clusters
        .slice(0, 1)
        .map(({ name }) => section(`_Name one before a keyspace:_ ${code(`/movetables status ${name}/customer.commerce2customer`, 200)}`)),
    ],
  };
}

function fitting(sections: readonly SectionBlock[]): readonly SectionBlock[] {
  let length = 0;
  return sections.filter((one) => (length += one.text?.text.length ?? 0) <= BUDGET);
}

function isSilent({ addresses }: ClusterView): boolean {
  return !addresses.some(({ state }) => state === "answers");
}

function clusterLines(cluster: ClusterView, now: Instant): readonly (string | false)[] {
  const { name, addresses, keyspaces, trouble } = cluster;
  const more = addresses.length - MOST_ADDRESSES;
  return [
    `*${named(name)}*${STANDARD[cluster.standard]}`,
    versionLine(cluster),
    ...addresses.slice(0, MOST_ADDRESSES).map((one) => addressLine(one, now)),
    more > 0 && `and ${counted(more, "address", "addresses")} more`,
    keyspaces !== undefined && counted(keyspaces, "keyspace"),
    trouble !== "" && `Not everything could be read: ${quoted(trouble, 200)}`,
    peopleLine(cluster),
  ];
}

const STANDARD = {
  everywhere: " · meant when no cluster is named",
  here: " · meant in this channel when no cluster is named",
  elsewhere: " · meant in other channels when no cluster is named",
  no: "",
} as const satisfies Record<ClusterView["standard"], string>;

function versionLine({ version }: ClusterView): string {
  if (version === undefined) return "Vitess of a release that is not known yet";
  const { major, dialect, tablets, from } = version;
  const known = releaseText(version);
  const by = dialect === "legacy" ? ", spoken to in commands" : "";
  const release = from === "configured" ? `Vitess ${known}, as configured${by}` : `Vitess ${known}${by}`;
  const majors = majorsOf(version);
  const told = tablets.length === 0 ? "" : ` · tablets ${and(tablets.map((one) => code(one, 20)))}`;
  return majors.length > 1 ? `${release}${told}: mixed, so only what ${majors[0] ?? major} has is used` : `${release}${told}`;
}

function addressLine({ address, state, since, reason }: AddressHealth, now: Instant): string {
  const when = since === undefined ? "" : ` since ${moment(since, now)}`;
  switch (state) {
    case "answers":
      return `${code(address)} answers${when}`;
    case "away":
      return `${code(address)} does not answer${when}: ${quoted(reason, 160)}`;
    case "not-tried":
      return `${code(address)} stands by, not asked yet`;
    default:
      return state satisfies never;
  }
}

function peopleLine({ operators, approvers, approvals, rules }: ClusterView): string {
  const asks = `${people(operators, "operator")} · ${people(approvers, "approver")}`;
  const others = rules === 0 ? "" : `; ${counted(rules, "rule")} for some verbs or keyspaces`;
  return `${asks} · ${counted(approvals, "approval")} needed${others}`;
}

function people({ people: count, isKnown }: PeopleCount, what: string): string {
  if (!isKnown) return `${what}s not read from Slack yet`;
  return count === 0 ? `no ${what}s` : counted(count, what);
}
