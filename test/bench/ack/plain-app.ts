import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from "@slack/bolt";

// The bench compares Tandem with this: the smallest Bolt app with one command and one button, which only acknowledges.
// Run in its own process: plain-app.ts <api url> <bot token> <app token> <signing secret> [<http port>]

const [apiUrl = "", token = "", appToken = "", signingSecret = "", httpPort] = process.argv.slice(2);
const logLevel = LogLevel.ERROR;
const receiver =
  httpPort === undefined
    ? new SocketModeReceiver({ appToken, logLevel, installerOptions: { clientOptions: { slackApiUrl: apiUrl } } })
    : new HTTPReceiver({ signingSecret, logLevel });
const app = new App({ token, receiver, logLevel, convoStore: false, clientOptions: { slackApiUrl: apiUrl } });

app.command(/.*/u, async ({ ack }) => {
  const text = "Reading `customer.commerce2customer` …";
  await ack({ response_type: "ephemeral", text, blocks: [{ type: "section", text: { type: "mrkdwn", text } }] });
});
app.action(/.*/u, async ({ ack }) => ack());

await (receiver instanceof HTTPReceiver ? receiver.start({ port: Number(httpPort), host: "127.0.0.1" }) : app.start());
process.send?.("ready");
process.once("disconnect", () => process.exit(0));
