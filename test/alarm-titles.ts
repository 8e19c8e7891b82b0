import { ALARMS } from "../src/slack/wording/alarms.ts";

const TITLES = Object.values(ALARMS).map(({ title }) => title);

/** The first line of a message about an alarm: what is wrong, perhaps with the tables, and the move. */
export const ALARM = new RegExp(`(?:${TITLES.join("|")})(?: \`[^\\n]*)? · `);
