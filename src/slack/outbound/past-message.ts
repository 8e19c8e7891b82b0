/**
 * For how long Tandem keeps where a message is that nothing edits or looks for any more: a job that broke off half way has run again long
 * before, and Redis never evicts.
 */
export const PAST_MESSAGE_KEPT_MS = 30 * 24 * 60 * 60_000;
