import type { BlockSuggestion } from "@slack/bolt";
import { type NameKind, findNameKind } from "../../actions.ts";
import { type FormPlace, readPlace } from "../../forms/place.ts";
import { type Offered, type Searchable, toSearchable, suggestNames } from "../../forms/suggestions.ts";
import { acknowledge, finishInTime } from "../listener/acknowledge.ts";
import type { Listening } from "../listener/deps.ts";
import { chooseFormCluster } from "./form-place.ts";

// Part of Slack's three seconds; when it is over, people can still choose what they have typed.
const NAMES_WITHIN_MS = 1_500;

/** Answers what somebody types into a field with suggestions from the cache, never from vtctld. */
export async function onSuggest(deps: Listening, body: BlockSuggestion, ack: (offered: Offered) => Promise<void>): Promise<void> {
  const kind = findNameKind(body.action_id);
  const place = readPlace(body.view?.private_metadata ?? "");
  const found = await finishInTime(deps.log, "Names for a form", NAMES_WITHIN_MS, () => readSuggestedNames(deps, kind, place, body.value));
  const missing = kind === "tables" && place.source === undefined ? "source" : "reading";
  const offered = suggestNames(body.value, found.kind === "done" ? found.value : undefined, Date.now(), missing);
  await acknowledge(deps.log, () => ack(offered));
}

async function readSuggestedNames(
  deps: Listening,
  kind: NameKind | undefined,
  place: FormPlace,
  typed: string,
): Promise<Searchable | undefined> {
  const cluster = chooseFormCluster(deps, place);
  switch (kind) {
    case "keyspaces":
      return (await deps.names.cluster(cluster)).keyspaces;
    case "cells":
      return (await deps.names.cluster(cluster)).cells;
    case "tables":
      return place.source === undefined ? undefined : (await deps.names.keyspace(cluster, place.source))?.tables;
    case "moves":
      return readSuggestedMoves(deps, place, typed.trim());
    default:
      return undefined;
  }
}

/** The moves that Tandem follows and, after `keyspace.`, also those that it does not. */
async function readSuggestedMoves(deps: Listening, place: FormPlace, typed: string): Promise<Searchable> {
  const cluster = chooseFormCluster(deps, place);
  const followed = await deps.names.moves(cluster);
  const dot = typed.indexOf(".");
  const there = dot < 1 ? undefined : (await deps.names.keyspace(cluster, typed.slice(0, dot)))?.workflows;
  if (there === undefined) return followed;
  const others = there.names.filter((name) => !followed.names.includes(name));
  return others.length === 0 ? followed : toSearchable([...followed.names, ...others]);
}
