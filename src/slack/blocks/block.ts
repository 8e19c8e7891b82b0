import type { KnownBlock } from "@slack/types";

/**
 * A chart that Slack draws; unknown to @slack/types 3.2.0. At most two in a message, six series each, and every series has one value for
 * each category, in their order (docs/facts/slack-limits.md#charts).
 */
export interface DataVisualizationBlock {
  readonly type: "data_visualization";
  readonly title: string;
  readonly chart: {
    readonly type: "line";
    readonly series: readonly { readonly name: string; readonly data: readonly { readonly label: string; readonly value: number }[] }[];
    readonly axis_config: { readonly categories: readonly string[]; readonly x_label: string; readonly y_label: string };
  };
}

/** Any block of a message. */
export type Block = KnownBlock | DataVisualizationBlock;
