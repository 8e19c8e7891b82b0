import { writeFileSync } from "node:fs";
import { Client } from "@grpc/grpc-js";

// A worker that freezes like a suspended machine, right before it passes the switch that it has just recorded to gRPC. The first worker
// that gets there writes its pid and the time into FREEZE_BELL and stops; the others go on.
const bell = process.env["FREEZE_BELL"] ?? "";

const send: unknown = Reflect.get(Client.prototype, "makeUnaryRequest");
if (typeof send !== "function") throw new Error("gRPC sends its calls in another way");
Reflect.set(Client.prototype, "makeUnaryRequest", function (this: Client, ...args: readonly unknown[]): unknown {
  if (isSwitch(args) && isFirst()) process.kill(process.pid, "SIGSTOP");
  return Reflect.apply(send, this, args);
});

await import("../acceptance/worker-process.ts");

function isSwitch([path, , , request]: readonly unknown[]): boolean {
  return String(path).endsWith("/WorkflowSwitchTraffic") && !(isObject(request) && request["dry_run"] === true);
}

function isFirst(): boolean {
  try {
    writeFileSync(bell, `${process.pid} ${Date.now()}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (isObject(error) && error["code"] === "EEXIST") return false;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
