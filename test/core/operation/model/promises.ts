/** The promises of an execution: each is a separate check, and counted. */
export const PROMISES = [
  // 1. Nothing is sent a second time without proof.
  "sent again only when a look showed that nothing changed",
  "sent again only when nobody held the lock",
  "sent again only when the first can leave no more",
  "never sent a third time",
  "two calls of one execution are never under way at once",
  // 2. Only what was approved is sent, while it still is.
  "a vote counts only in time",
  "sent only while two others approve who are approvers",
  "sent only on the facts that were approved",
  "sent only while nothing stands in the way",
  "sent only on a look that is not old",
  "sent only before its time is up",
  "sent only while it has the turn, and as long as the message may leave",
  "nothing is recorded and sent after a call-off",
  // 3. and 4. It ends, and the end is announced once.
  "every run ends",
  "each outcome is decided, told and audited once",
  // 5. What is announced is true.
  "a success is seen whole",
  "what is already so is seen whole",
  "what is already so was not sent",
  "whoever is told of an end is told that the reads are over there",
  "nothing but success is told while its call is seen at work and short of its goal",
  "undisturbed, success is told exactly when the goal is reached",
  "undisturbed, what failed changed nothing",
  // 6. is that `decideNext` throws. 7. A soak is a soak.
  "a soak begins with the reads over there",
  "a soak begins only where nothing waits for the writes",
  "a soak is planned for its whole length",
  "a soak lasts its whole length",
  "a soak is looked at every quarter of a minute",
  "a soak ends at the first look that shows the reads elsewhere",
] as const;

export type Promised = (typeof PROMISES)[number];
