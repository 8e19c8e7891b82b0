import type { Told } from "./compose.ts";

/** What a button of the guide does on the page: it fills in, leads or asks; pressing Send stays with the person. */
export type GuideDeed =
  | { readonly fill: string }
  | { readonly become: string }
  | { readonly open: { readonly channel: string; readonly thread?: string } }
  /** Goes back to whoever runs the workspace. */
  | { readonly choose: string };

export interface GuideStep {
  readonly title: string;
  readonly state: "done" | "skipped" | "now" | "later";
  /** What to do, and why it is so; shown while the step is the current one. */
  readonly does: string;
  readonly why: string;
  readonly buttons: readonly (GuideDeed & { readonly label: string })[];
}

export interface GuideChoice {
  /** What comes back when it is chosen. */
  readonly choose: string;
  readonly title: string;
  readonly chosen: boolean;
}

/** What stands beside the channel. It is drawn as it is; the page adds nothing and advances nothing by itself. */
export interface Guide {
  /** Changes when everything begins anew, so that the page forgets where it was. */
  readonly run: string;
  readonly about: string;
  readonly stories: readonly GuideChoice[];
  /** What the chosen story is about. */
  readonly tells: string;
  readonly speeds: readonly GuideChoice[];
  readonly steps: readonly GuideStep[];
  /** What stands below the steps once all are done. */
  readonly end: string;
}

/** A guide, and what to do when somebody chooses something in it. */
export interface GuideHolder {
  guide?: Guide;
  choose(choice: string): Told;
}
