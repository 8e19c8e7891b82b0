import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { Chart } from "./chart.ts";

/** Draws charts as PNG. */
export interface Pictures {
  /** The picture, or undefined where it cannot be drawn: whatever it belongs to stands without it. Never throws. */
  draw(chart: Chart): Promise<Buffer | undefined>;
}

// On a busy machine it takes a second or two.
const DRAWN_WITHIN_MS = 20_000;
const MOST_HEAP_MB = 256;
/** Node's codes for a package that is not installed. */
const NOT_INSTALLED = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]);

/**
 * Draws in a thread that ends with its picture, so a process that draws none loads nothing and keeps nothing. One at a time: copies that
 * finish together must not take all processors. The packages are optional; where one is missing this logs it once and draws nothing.
 */
export function openPictures(log: Logger, script = new URL("./draw-thread.mjs", import.meta.url)): Pictures {
  let turn: Promise<unknown> = Promise.resolve();
  let isMissing = false;
  const drawInTurn = async (chart: Chart): Promise<Buffer | undefined> => {
    if (isMissing) return undefined;
    try {
      return await drawInThread(script, chart);
    } catch (error) {
      isMissing = isNotInstalled(error);
      log.warn(
        { err: error },
        isMissing ? "Optional packages that draw pictures are not installed; charts go without them" : "A picture could not be drawn",
      );
      return undefined;
    }
  };
  return {
    async draw(chart) {
      const drawn = turn.then(() => drawInTurn(chart));
      turn = drawn;
      return drawn;
    },
  };
}

async function drawInThread(script: URL, chart: Chart): Promise<Buffer> {
  const worker = new Worker(script, { workerData: chart, resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB }, execArgv: [] });
  try {
    return await waitForPicture(worker);
  } finally {
    await worker.terminate();
  }
}

function waitForPicture(worker: Worker): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no picture within ${DRAWN_WITHIN_MS / 1_000} s`));
    }, DRAWN_WITHIN_MS);
    worker.once("message", (png: Uint8Array) => {
      resolve(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
    });
    worker.once("error", reject);
    worker.once("exit", () => {
      clearTimeout(timer);
      reject(new Error("the thread that draws ended without a picture"));
    });
  });
}

function isNotInstalled(error: unknown): boolean {
  return error instanceof Error && "code" in error && NOT_INSTALLED.has(String(error.code));
}
