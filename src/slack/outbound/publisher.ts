import type { Logger } from "pino";
import type { VerbDeps } from "../../operations/deps.ts";
import type { Records } from "../../operations/records.ts";
import { openSlackClient, openSlackClients, type SlackAccess, type SlackClients } from "../web-api/clients.ts";
import type { Urgency } from "../web-api/budget.ts";
import { openPictures, type Pictures } from "../picture/pictures.ts";
import { type RefusedBlocks, rememberRefusedBlocks } from "../web-api/refused-blocks.ts";
import { type NameBook, openNameBook } from "./names.ts";
import type { OnceDeps } from "./post-once.ts";
import { openPermalinks, type Permalinks } from "./permalinks.ts";

/** What publishing needs; one per process. */
export interface PublisherDeps extends Pick<VerbDeps, "policy" | "digest"> {
  readonly records: Records;
  readonly clients: SlackClients;
  readonly names: NameBook;
  readonly links: Permalinks;
  readonly log: Logger;
  readonly refused: RefusedBlocks;
  readonly pictures: Pictures;
  /** The operators' channel of a cluster, if configured. */
  readonly alarmsOf: VerbDeps["clusters"]["alarmsOf"];
}

// Names and links only make a message read better, so a decision does not wait longer than this for them.
const COURTESY_TIMEOUT_MS = 1_500;

/** Opens the clients of both lanes. Sends nothing yet, and there is nothing to close. */
export function openPublisher(
  access: SlackAccess,
  given: Pick<PublisherDeps, "records" | "policy" | "digest" | "log" | "alarmsOf">,
): PublisherDeps {
  const { records, log } = given;
  const clients = openSlackClients(access, log);
  const courtesy = openSlackClient(access, log, COURTESY_TIMEOUT_MS);
  const [names, links] = [openNameBook(courtesy, log), openPermalinks(courtesy, log)];
  return {
    ...given,
    clients,
    names,
    links,
    refused: rememberRefusedBlocks(records, log),
    pictures: openPictures(log),
  };
}

/** Sends what somebody waits for: its client has no edits of progress in the way. */
export function chooseDecisionLane({ clients, records, log, refused }: PublisherDeps): OnceDeps {
  return { client: clients.decisions, records, log, refused, urgency: "decision" };
}

/** Sends what only informs, in its own queue and with what is left of the budget. */
export function chooseProgressLane({ clients, records, log, refused }: PublisherDeps, urgency: Exclude<Urgency, "decision">): OnceDeps {
  return { client: clients.progress, records, log, refused, urgency };
}
