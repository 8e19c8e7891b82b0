import type { Move } from "../../../src/core/move/moves.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { Phase } from "../../../src/core/situation/phase.ts";
import type { CardFacts } from "../../../src/slack/move/card.ts";
import { COPYING, execution, NOW, PROPOSALS, reading, STATES, stream, SWITCHED, TABLES, view, workflow } from "../given.ts";
import { keyspaceNamed, shardNamed } from "../../names.ts";
import type { ReadsOf } from "../words.ts";

/** What is known of a move, how its card differs from that of the move's channel, and what people read on it. */
export type Cards = ReadsOf<Parameters<typeof view>[0] & { readonly facts?: Partial<CardFacts> }>;

export const SOURCE_DENIES = [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: TABLES }];

const { workflow: _removed, ...HALF_GONE } = SWITCHED;
const COMPLETING = execution(PROPOSALS.complete, { state: { ...STATES.callingWrites, left: [{ kind: "call", tabletTypes: [] }] } });

/** One move in each phase. */
export const PHASES = {
  planned: [
    {
      state: {
        kind: "planned",
        planned: { blocking: ["target-has-rows"], sourceKeyspace: keyspaceNamed("commerce"), tables: TABLES },
        shown: true,
      },
    },
    undefined,
  ],
  creating: [{}, undefined],
  starting: [{ askedAt: NOW - 10_000 }, reading({ workflow: workflow({ streams: [stream({ position: "" })] }) })],
  "not-started": [{}, reading({ workflow: workflow({ streams: [stream({ state: "Stopped", position: "", rowsCopied: 0n })] }) })],
  "waiting-for-source": [{}, reading({ workflow: workflow({ streams: [stream({ position: "" })] }) })],
  copying: [{}, COPYING],
  running: [{}, reading()],
  lagging: [{}, reading({ workflow: workflow({ lag: { kind: "seconds", value: 41 } }) })],
  stopped: [{}, reading({ workflow: workflow({ streams: [stream({ state: "Stopped" })] }) })],
  "stopped-after-copy": [{}, reading({ workflow: workflow({ streams: [stream({ state: "Stopped", message: "Stopped after copy." })] }) })],
  error: [{}, reading({ workflow: workflow({ streams: [stream({ message: "error: Duplicate entry 'ana@example.com' for key" })] }) })],
  switching: [
    {},
    reading({
      denied: SOURCE_DENIES,
      lockHolders: [{ action: "WorkflowSwitchTraffic", host: "vtctld-1", since: NOW - 20_000 }],
    }),
  ],
  "reads-switched": [{}, reading({ trafficState: "All Reads Switched. Writes Not Switched" })],
  ending: [{}, HALF_GONE, COMPLETING],
  switched: [{}, SWITCHED],
  alarm: [{}, reading({ denied: SOURCE_DENIES })],
  ended: [{ state: { kind: "ended", at: NOW, how: "completed" } }, undefined],
} as const satisfies Record<Phase["kind"], readonly [Partial<Move>, Reading | undefined, Execution?]>;
