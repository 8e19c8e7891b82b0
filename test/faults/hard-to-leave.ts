import { SocketModeReceiver } from "@slack/bolt";

// Loaded into a real process before the program itself (`--import`): closing Slack's socket then never ends, or fails.

const { client } = new SocketModeReceiver({ appToken: "xapp-practice-app" });
const LEAVING = {
  hangs: () => new Promise<void>(() => undefined),
  fails: () => Promise.reject(new Error("the socket does not close")),
};
const fault = process.env["LEAVING_SLACK"] === "fails" ? LEAVING.fails : LEAVING.hangs;
Object.assign(Object.getPrototypeOf(client), { disconnect: fault });
