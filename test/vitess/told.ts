import { printMessage } from "../../deploy/demo/play.ts";
import type { Harness } from "../../deploy/demo/harness.ts";
import { ANA, DEMO_CHANNEL } from "../../deploy/demo/whole-move.ts";

/** Prints what Tandem has said since the last time: in the thread, to the channel, and to Ana alone. */
export function tellNews({ slack }: Harness, print: (line: string) => void): () => void {
  const shown = new Set<string>();
  return () => {
    const channel = slack.messages(DEMO_CHANNEL);
    const threads = channel.flatMap((card) => slack.thread(DEMO_CHANNEL, card.ts).filter((message) => message.ts !== card.ts));
    const news = [...threads, ...slack.ephemerals(ANA, DEMO_CHANNEL)]
      .filter(({ ts }) => !shown.has(ts))
      .toSorted((a, b) => (a.ts < b.ts ? -1 : 1));
    for (const message of news) {
      shown.add(message.ts);
      printMessage(message, (line) => print(`   ${line}`));
    }
  };
}
