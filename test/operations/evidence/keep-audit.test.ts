import { expect, test } from "vitest";
import { keepAudit } from "../../../src/operations/evidence/keep-audit.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import type { WantedJob } from "../../../src/core/announce/wanted-jobs.ts";
import { bench } from "../../store/with-redis.ts";

const { fresh } = bench();

const DAY_MS = 24 * 60 * 60_000;

test("the audit's anchor is posted once a day, and old entries are removed if their time is limited", async () => {
  const { records } = fresh();
  const asked: WantedJob[] = [];
  const cuts: number[] = [];
  let now = Date.UTC(2026, 11, 3, 0, 20);
  const cutAudit = async (before: number): Promise<undefined> => {
    cuts.push(before);
  };
  const deps = {
    records: { ...records, now: async () => now, cutAudit },
    jobs: { ask: async (job: WantedJob) => void asked.push(job) },
    auditKeeping: { anchors: toChannelId("C0AUDIT"), keepDays: 30 },
  };
  await keepAudit(deps);
  expect(await records.notices.unposted()).toEqual([]);
  await records.audit({ kind: "created", facts: {} });
  await keepAudit(deps);
  now += DAY_MS / 2;
  await records.audit({ kind: "created", facts: {} });
  await keepAudit(deps);
  now += DAY_MS / 2;
  await keepAudit(deps);
  const anchors = (await records.notices.unposted()).toSorted((a, b) => a.at - b.at);
  expect(anchors.map(({ channel, body }) => [channel, body])).toMatchObject([
    ["C0AUDIT", { kind: "audit-anchor", seq: 1 }],
    ["C0AUDIT", { kind: "audit-anchor", ...(await records.auditHead()), seq: 2 }],
  ]);
  expect(asked).toEqual(anchors.map(({ id }) => ({ job: "publish-notice", id })));
  expect(cuts).toEqual([3, 3, 3, 4].map((day) => Date.UTC(2026, 11, day) - 30 * DAY_MS));

  await keepAudit({ ...deps, auditKeeping: {} });
  expect(cuts).toHaveLength(4);
});
