// Reads a move over one kept channel, like a worker: reader.mjs <dist of a checkout> <address> <the move's names as JSON>. Its parent
// requests a number of readings of one kind; it answers with how long each took in milliseconds, or why one failed.
import process from "node:process";
import { pathToFileURL } from "node:url";

const [dist, address, names] = process.argv.slice(2);
const { targetKeyspace, workflow, ...known } = JSON.parse(names);
const built = (path) => import(pathToFileURL(`${dist}/src/${path}`).href);
let readings;

process.on("message", (asked) => {
  read(asked).then(
    (took) => process.send({ took }),
    (error) => process.send({ failed: String(error) }),
  );
});

async function read({ reading, count }) {
  readings ??= await openReadings();
  const took = [];
  for (let at = 0; at < count; at += 1) {
    const from = performance.now();
    const found = await readings[reading]();
    took.push(performance.now() - from);
    if (found?.name !== workflow) throw new Error(`a reading without ${workflow}`);
  }
  return took;
}

async function openReadings() {
  const { openVitess } = await built("vtctld/open.js");
  // An older checkout to compare with has it in another folder.
  const { readMove } = await built("operations/readings/read-move.js").catch(() => built("operations/watch/read-move.js"));
  const { vitess } = openVitess({ addresses: [address] });
  return {
    workflows: async () => (await vitess.workflows(targetKeyspace))[0],
    whole: async () => (await readMove(vitess, { targetKeyspace, workflow }, known, Date.now())).workflow,
  };
}
