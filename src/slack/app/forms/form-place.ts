import type { ClusterName } from "../../../core/vitess/names.ts";
import type { TypedName } from "../../../core/command/command.ts";
import { type ChannelId, type PersonId, toChannelId } from "../../../core/people/people.ts";
import { type FormPlace, readPlace } from "../../forms/place.ts";
import type { Addressee } from "../../web-api/private-answer.ts";
import type { Listening } from "../listener/deps.ts";
import type { Submission } from "../buttons/submission.ts";
import type { RequestedForm } from "../taking/take-command.ts";

/** Places a new form. With several clusters it always names one, so that the form's names and its command agree. */
export function placeForm(
  { clusters }: Pick<Listening, "clusters">,
  { cluster, name }: Pick<RequestedForm, "cluster" | "name">,
  { channel, threadTs }: Addressee,
): FormPlace {
  const given = name?.cluster ?? cluster;
  const several = clusters.names.length > 1;
  const here = given ?? (several ? chooseDefaultClusterHere(clusters, channel) : undefined);
  return {
    ...(here === undefined ? {} : { cluster: here }),
    ...(several && given === undefined && name === undefined ? { choosesCluster: true } : {}),
    ...(channel === undefined ? {} : { channel }),
    ...(threadTs === undefined ? {} : { thread: threadTs }),
    ...(name === undefined ? {} : { name: { targetKeyspace: name.targetKeyspace, workflow: name.workflow } }),
  };
}

/** Where a submitted form came from, and the move that it is about; without a move if its metadata is of an earlier version. */
export function readSubmittedPlace({ view, by }: Submission): {
  readonly name?: TypedName;
  readonly from: { readonly by: PersonId; readonly channel: ChannelId; readonly threadTs?: string };
} {
  const { name, cluster, channel, thread } = readPlace(view.private_metadata);
  return {
    from: { by, channel: toChannelId(channel ?? by), ...(thread === undefined ? {} : { threadTs: thread }) },
    ...(name === undefined ? {} : { name: { ...name, ...(cluster === undefined ? {} : { cluster }) } }),
  };
}

/** The cluster whose names a form suggests. */
export function chooseFormCluster({ clusters }: Pick<Listening, "clusters">, { cluster, channel }: FormPlace): ClusterName {
  return cluster ?? chooseDefaultClusterHere(clusters, channel);
}

function chooseDefaultClusterHere(clusters: Listening["clusters"], channel: string | undefined): ClusterName {
  return channel === undefined ? clusters.defaultCluster : clusters.defaultFor(toChannelId(channel));
}
