import { carriedOut } from "../moves.ts";
import { isConnected, joinHarness, type HarnessAddress } from "../harness.ts";
import { type Death, openMortality } from "../../mortal-port.ts";

// A worker that dies at one await of an execution, or counts them: every await of an execution is a call of a port, including commits.
const { harness, executionId, death } = JSON.parse(process.env["MORTAL"] ?? "{}") as {
  harness: HarnessAddress;
  executionId: string;
  death?: Death;
};
const joined = joinHarness(harness);
await isConnected(joined.records);
const mortality = openMortality(death);

const vitess = mortality.wrap(joined.vitess, "vitess");
await carriedOut(
  { ...joined.deps, records: mortality.wrap(joined.records, "records"), jobs: mortality.wrap(joined.jobs, "jobs"), vitess: () => vitess },
  executionId,
);
process.stdout.write(JSON.stringify(mortality.reached));
joined.close();
