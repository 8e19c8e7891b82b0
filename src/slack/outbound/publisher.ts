import type { Logger } from "pino";
import type { Limits } from "../../core/policy.ts";
import type { PeopleList } from "../../operations/membership.ts";
import type { Records } from "../../operations/records.ts";
import { openSlackClients } from "./clients.ts";
import type { SlackAccess, SlackClients } from "./clients.ts";
import { openNameBook } from "./names.ts";
import type { NameBook } from "./names.ts";
import { openPermalinks } from "./permalinks.ts";
import type { Permalinks } from "./permalinks.ts";

/** What publishing needs. One for each process. */
export interface PublisherDeps {
  readonly records: Records;
  readonly clients: SlackClients;
  readonly names: NameBook;
  readonly links: Permalinks;
  readonly limits: Limits;
  readonly approvers: PeopleList;
  readonly log: Logger;
}

/** Opens the clients of both lanes. Nothing is sent yet, and there is nothing to close. */
export function openPublisher(
  access: SlackAccess,
  { records, limits, approvers, log }: Pick<PublisherDeps, "records" | "limits" | "approvers" | "log">,
): PublisherDeps {
  const clients = openSlackClients(access, log);
  // Names and links are a courtesy, so they are looked up on the lane that may wait.
  const names = openNameBook(clients.progress, log);
  return { records, clients, names, links: openPermalinks(clients.progress, log), limits, approvers, log };
}
