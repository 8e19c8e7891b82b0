/** Slack's limits (JSDoc of @slack/types 3.2.0), and our own budgets below them. In characters, except counts. */
export const LIMITS = {
  blocks: 50,
  viewBlocks: 100,
  header: 150,
  section: 3000,
  context: 3000,
  contextElements: 10,
  actions: 25,
  button: 75,
  buttonValue: 2000,
  url: 3000,
  id: 255,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  /** How many options a select offers at a time, and how many a form accepts. */
  options: 100,
  chosen: 100,
  optionText: 75,
  /** From Slack's documentation, not its types. */
  optionValue: 150,
  fields: 10,
  field: 2000,
  /** Without the header. */
  tableRows: 100,
  tableColumns: 20,
  tableCaption: 150,
  tablePage: 10,
  planTitle: 150,
  containerBlocks: 10,
  charts: 2,
  chartTitle: 50,
  chartSeries: 6,
  chartPoints: 20,
  chartLabel: 20,
  axisTitle: 50,
  /** Slack counts all cells together and refuses at about 10,000. */
  tableText: 6000,
  /** One preformatted block leaves room for the rest of its message. */
  preformatted: 1800,
  /** All text of one message. Slack's own limit is not documented; reports of failures begin at 11,341. */
  message: 9000,
  /** Longer texts may be split into two messages by Slack. */
  text: 4000,
} as const;
