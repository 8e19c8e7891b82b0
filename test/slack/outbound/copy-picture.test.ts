import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { Records } from "../../../src/operations/records.ts";
import { openPictures } from "../../../src/slack/picture/pictures.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { ANA, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { copyUntil } from "../picture/copies.ts";
import { countPixels, readPixels } from "../picture/pixels.ts";
import { openPublishing, threadLines, withMove } from "./harness.ts";

const redis = bench();

/** A move whose copy has just finished, and a line after that. */
async function withFinishedCopy(records: Records, options?: Parameters<typeof copyUntil>[1]): Promise<void> {
  await withMove(records);
  for (const sample of copyUntil(await records.now(), options)) await records.addSample(MOVE_ID, sample);
  await records.addEntry(MOVE_ID, { kind: "copy-finished", rows: 2_300_000n, tookMs: 3_600_000 });
  await records.addEntry(MOVE_ID, { kind: "started", by: ANA });
}

test("a finished copy's line is followed by a picture of its curve and of what was estimated, once", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  await withFinishedCopy(records);
  slack.faults.add({ method: "files.completeUploadExternal", kind: "accept-then-fail" });
  await expect(publishThread(deps, MOVE_ID)).rejects.toMatchObject({ kind: "unreachable" });
  await publishThread(deps, MOVE_ID);
  const [card] = slack.messages("C0MOVES");
  const posted = slack.thread("C0MOVES", card?.ts ?? "").slice(1);
  expect(posted.map(({ files, text }) => (files === undefined ? text.slice(0, 13) : "picture"))).toEqual([
    "Copy finished",
    "picture",
    expect.stringContaining("started"),
  ]);
  const [file, ...others] = slack.files().filter(({ shared }) => shared);
  expect(others).toEqual([]);
  expect(file).toMatchObject({ name: "copy-commerce2customer.png", title: "Copy of customer.commerce2customer" });
  expect(file?.altText).toMatch(
    /^Copy of customer\.commerce2customer\. Rows copied: 0% at .* UTC, 100% at .* The copy finished at \d\d:\d\d UTC\.$/,
  );
  const pixels = readPixels(file?.content ?? Buffer.alloc(0));
  expect(pixels.width).toBe(960);
  // The title, then the first curve, then the second with its band.
  expect(countPixels(pixels, [0, 88], (red) => red < 90)).toBeGreaterThan(1_000);
  expect(countPixels(pixels, [180, 520], (red, _, blue) => red < 60 && blue > 150)).toBeGreaterThan(2_000);
  expect(countPixels(pixels, [560, pixels.height], (red, _, blue) => red > 235 && blue < 190)).toBeGreaterThan(20_000);
});

test("a short copy without an estimate has the chart in its line and no picture", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  await withFinishedCopy(records, { estimated: false, samples: 12 });
  await publishThread(deps, MOVE_ID);
  expect(threadLines(slack)).toHaveLength(2);
  expect(slack.files()).toEqual([]);
});

test("where the packages that draw are not installed the chart goes alone, and the log says so once", async () => {
  const { records } = redis.fresh();
  const { slack, deps, log } = await openPublishing(records);
  const elsewhere = mkdtempSync(join(tmpdir(), "no-packages-"));
  try {
    const script = join(elsewhere, "draw-thread.mjs");
    copyFileSync(new URL("../../../src/slack/picture/draw-thread.mjs", import.meta.url), script);
    await withFinishedCopy(records);
    await records.addEntry(MOVE_ID, { kind: "copy-finished", rows: 2_300_000n, tookMs: 3_600_000 });
    await publishThread({ ...deps, pictures: openPictures(deps.log, pathToFileURL(script)) }, MOVE_ID);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
  expect(threadLines(slack)).toHaveLength(3);
  const [card] = slack.messages("C0MOVES");
  expect(JSON.stringify(slack.thread("C0MOVES", card?.ts ?? ""))).toContain("data_visualization");
  expect(slack.files()).toEqual([]);
  expect(log.filter((line) => line.includes("not installed"))).toHaveLength(1);
});

test("where the workspace takes no files the line stands with its chart", async () => {
  const { records } = redis.fresh();
  const { slack, deps, log } = await openPublishing(records);
  await withFinishedCopy(records);
  slack.faults.add({ method: "files.getUploadURLExternal", kind: "ok-false", error: "file_uploads_disabled" });
  await publishThread(deps, MOVE_ID);
  expect(threadLines(slack)).toHaveLength(2);
  expect(log.join("")).toContain("its message stands without it");
});
