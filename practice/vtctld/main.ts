import { startVtctldSimulator } from "./simulator.ts";

const simulator = await startVtctldSimulator({ port: Number(process.env["SIMULATOR_PORT"] ?? 0) });
console.log(JSON.stringify({ address: simulator.address }));

function stop(): void {
  void simulator.close().then(() => process.exit(0));
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
