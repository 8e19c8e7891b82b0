import type { SectionBlock } from "@slack/types";
import type { Answer } from "../../core/command/answers.ts";
import { type AddressHealth, type ClusterView, listTabletMajors, type PeopleCount } from "../../core/readings/clusters.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { formatRelease } from "../../core/vitess/version.ts";
import { buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { markCode, escapeName, quoteText } from "../text/escape.ts";
import { joinWithAnd } from "../text/lists.ts";
import { formatCounted } from "../text/numbers.ts";
import { formatMoment } from "../text/times.ts";
import type { OfKind } from "../wording/of-kind.ts";

const MOST_ADDRESSES = 6;
/** Characters for all clusters; the rest of the message needs about 500. */
const CLUSTERS_LENGTH = 8000;

/** Lists the configured clusters: which is the default, the release of each, the endpoints that answer, and who decides. */
export function renderClusters({ clusters, now }: OfKind<Answer, "clusters">): Message {
  const away = clusters.filter(isSilent).map(({ name }) => escapeName(name));
  const title = `Tandem knows ${formatCounted(clusters.length, "cluster")}${away.length === 0 ? "" : `; ${joinWithAnd(away)} ${away.length === 1 ? "does" : "do"} not answer`}`;
  const shown = takeFittingSections(clusters.map((cluster) => buildSection(...listClusterLines(cluster, now))));
  const more = clusters.length - shown.length;
  return {
    text: toNotification(title),
    blocks: [
      buildSection(`*${title}*`),
      ...shown,
      ...(more > 0 ? [buildSection(`and ${formatCounted(more, "cluster")} more`)] : []),
      ...clusters
        .slice(0, 1)
        .map(({ name }) =>
          buildSection(`_Name one before a keyspace:_ ${markCode(`/movetables status ${name}/customer.commerce2customer`, 200)}`),
        ),
    ],
  };
}

function takeFittingSections(sections: readonly SectionBlock[]): readonly SectionBlock[] {
  let length = 0;
  return sections.filter((one) => (length += one.text?.text.length ?? 0) <= CLUSTERS_LENGTH);
}

function isSilent({ addresses }: ClusterView): boolean {
  return !addresses.some(({ state }) => state === "answers");
}

function listClusterLines(cluster: ClusterView, now: Instant): readonly (string | false)[] {
  const { name, addresses, keyspaces, trouble } = cluster;
  const more = addresses.length - MOST_ADDRESSES;
  return [
    `*${escapeName(name)}*${DEFAULT_CLUSTER_WORDS[cluster.defaultIn]}`,
    sayVersion(cluster),
    ...addresses.slice(0, MOST_ADDRESSES).map((one) => sayAddress(one, now)),
    more > 0 && `and ${formatCounted(more, "address", "addresses")} more`,
    keyspaces !== undefined && formatCounted(keyspaces, "keyspace"),
    trouble !== "" && `Not everything could be read: ${quoteText(trouble, 200)}`,
    sayPeople(cluster),
  ];
}

const DEFAULT_CLUSTER_WORDS = {
  everywhere: " · meant when no cluster is named",
  here: " · meant in this channel when no cluster is named",
  elsewhere: " · meant in other channels when no cluster is named",
  no: "",
} as const satisfies Record<ClusterView["defaultIn"], string>;

function sayVersion({ version }: ClusterView): string {
  if (version === undefined) return "Vitess of a release that is not known yet";
  const { major, dialect, tablets, from } = version;
  const known = formatRelease(version);
  const by = dialect === "legacy" ? ", spoken to in commands" : "";
  const release = from === "configured" ? `Vitess ${known}, as configured${by}` : `Vitess ${known}${by}`;
  const majors = listTabletMajors(version);
  const told = tablets.length === 0 ? "" : ` · tablets ${joinWithAnd(tablets.map((one) => markCode(one, 20)))}`;
  return majors.length > 1 ? `${release}${told}: mixed, so only what ${majors[0] ?? major} has is used` : `${release}${told}`;
}

function sayAddress({ address, state, since, reason }: AddressHealth, now: Instant): string {
  const when = since === undefined ? "" : ` since ${formatMoment(since, now)}`;
  switch (state) {
    case "answers":
      return `${markCode(address)} answers${when}`;
    case "away":
      return `${markCode(address)} does not answer${when}: ${quoteText(reason, 160)}`;
    case "not-tried":
      return `${markCode(address)} stands by, not asked yet`;
    default:
      return state satisfies never;
  }
}

function sayPeople({ operators, approvers, approvals, rules }: ClusterView): string {
  const asks = `${formatPeopleCount(operators, "operator")} · ${formatPeopleCount(approvers, "approver")}`;
  const others = rules === 0 ? "" : `; ${formatCounted(rules, "rule")} for some verbs or keyspaces`;
  return `${asks} · ${formatCounted(approvals, "approval")} needed${others}`;
}

function formatPeopleCount({ people: count, isKnown }: PeopleCount, what: string): string {
  if (!isKnown) return `${what}s not read from Slack yet`;
  return count === 0 ? `no ${what}s` : formatCounted(count, what);
}
