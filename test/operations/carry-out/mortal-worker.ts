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
const { reached, wrap } = openMortality(death);

const vitess = wrap(joined.vitess, "vitess");
await carriedOut(
  { ...joined.deps, records: wrap(joined.records, "records"), jobs: wrap(joined.jobs, "jobs"), vitess: () => vitess },
  executionId,
);
process.stdout.write(JSON.stringify(reached));
joined.close();
