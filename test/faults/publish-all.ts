import { pino } from "pino";
import { DEFAULT_LIMITS, type Policy } from "../../src/core/operation/request/policy.ts";
import type { Records } from "../../src/operations/records.ts";
import { openPublisher, type PublisherDeps } from "../../src/slack/outbound/publisher.ts";
import { publishCards } from "../../src/slack/outbound/publish-cards.ts";
import { publishThread } from "../../src/slack/outbound/publish-thread.ts";
import type { SlackClients } from "../../src/slack/web-api/clients.ts";
import { MOVE_ID, READING } from "../store/literals.ts";
import { withoutPace } from "../store/without-pace.ts";
import { digest } from "../../src/digest.ts";

const POLICY: Policy = {
  operators: ["S0DBA"],
  approvers: ["S0DBA"],
  rule: { people: 2, requesterCounts: false },
  rules: [],
  limits: DEFAULT_LIMITS,
};

interface Wrapping {
  readonly records: (records: Records) => Records;
  readonly clients: (clients: SlackClients) => SlackClients;
}

const BARE: Wrapping = { records: (records) => records, clients: (clients) => clients };

/** Posts the move's thread, reads Vitess anew, and edits the card. `wrapping`: what the publisher gets instead of the bare ports. */
export async function publishAll(
  store: Records,
  access: { readonly botToken: string; readonly apiUrl: string },
  wrapping: Wrapping = BARE,
): Promise<void> {
  const { apiUrl, botToken } = access;
  const slack = { apiUrl, botToken: () => botToken };
  const opened = openPublisher(slack, {
    records: wrapping.records(withoutPace(store)),
    policy: () => POLICY,
    digest,
    log: pino({ level: "silent" }),
    alarmsOf: () => undefined,
  });
  const deps: PublisherDeps = { ...opened, clients: wrapping.clients(opened.clients) };
  await publishThread(deps, MOVE_ID);
  await store.saveReading(MOVE_ID, { ...READING, at: await store.now() });
  await publishCards(deps, MOVE_ID);
}
