import { readObject, readObjects, readString, type Json } from "../../blocks/json.ts";
import { html, type Html } from "./html.ts";

const SIZE = { width: 480, height: 200, left: 44, right: 12, top: 10, bottom: 26 };
/** The style sheet has as many inks as a chart may have lines. */
const INKS = [1, 2, 3, 4, 5, 6].map((n) => `var(--chart-${n})`);

/** A `data_visualization` block as a drawing: lines against shared categories. Other kinds of charts are named, not drawn. */
export function renderChart(block: Json): Html {
  const title = readString(block, "title") ?? "";
  const chart = readObject(block, "chart");
  const axes = readObject(chart, "axis_config");
  const all = readObjects(chart, "series").map((one) => ({
    name: readString(one, "name") ?? "",
    values: readObjects(one, "data").map((point) => Number(point["value"])),
  }));
  const labels = listLabels(axes);
  const top = Math.max(1, ...all.flatMap(({ values }) => values));
  const said = all.map(({ name, values }) => `${name}: ${values[0] ?? 0} to ${values.at(-1) ?? 0}`).join("; ");
  return html`<figure class="chart">
    <figcaption><strong>${title}</strong></figcaption>
    <svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${`${title}. ${said}`}">
      ${[0, 0.5, 1].map((share) => drawGuide(share, top))} ${all.map(({ values }, at) => drawLine(values, top, INKS[at] ?? "currentColor"))}
      <text x="${SIZE.left}" y="${SIZE.height - 6}">${labels[0] ?? ""}</text>
      <text x="${SIZE.width - SIZE.right}" y="${SIZE.height - 6}" text-anchor="end">${labels.at(-1) ?? ""}</text>
    </svg>
    <p class="legend">
      ${all.map(({ name }, at) => html`<span style="--ink: ${INKS[at] ?? "currentColor"}">${name}</span>`)}
      <small>${readString(axes, "y_label") ?? ""} · ${readString(axes, "x_label") ?? ""}</small>
    </p>
  </figure>`;
}

function listLabels({ categories }: Json): readonly string[] {
  return Array.isArray(categories) ? categories.filter((one: unknown) => typeof one === "string") : [];
}

function drawGuide(share: number, top: number): Html {
  const y = toY(share * top, top);
  return html`<line x1="${SIZE.left}" x2="${SIZE.width - SIZE.right}" y1="${y}" y2="${y}" class="guide" />
    <text x="${SIZE.left - 6}" y="${y + 4}" text-anchor="end">${Math.round(share * top)}</text>`;
}

function drawLine(values: readonly number[], top: number, ink: string): Html {
  const step = (SIZE.width - SIZE.left - SIZE.right) / Math.max(values.length - 1, 1);
  const points = values.map((value, at) => `${(SIZE.left + at * step).toFixed(1)},${toY(value, top).toFixed(1)}`).join(" ");
  return html`<polyline points="${points}" fill="none" style="stroke: ${ink}" stroke-width="2" />`;
}

function toY(value: number, top: number): number {
  return SIZE.height - SIZE.bottom - (value / top) * (SIZE.height - SIZE.top - SIZE.bottom);
}
