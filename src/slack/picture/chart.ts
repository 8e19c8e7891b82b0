import type { EChartsOption, LineSeriesOption } from "echarts";
import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import type { Curves } from "./curves.ts";
import { buildPanels, type Panel } from "./panels.ts";

/** A picture before it is drawn: plain data, so that it can be sent to a thread. */
export interface Chart {
  readonly option: EChartsOption;
  /** In CSS pixels; it is drawn at twice the size. */
  readonly width: number;
  readonly height: number;
}

// Slack shows a picture about 360 points wide on a phone, so these sizes are still legible there.
const WIDTH = 480;
const HEAD = 44;
const PANEL = { title: 58, plot: 150, foot: 34, left: 52, right: 24 };
const FONT = { family: "DejaVu Sans", size: 14, panel: 14, title: 17 };
const COLOR = { text: "#1d1c1d", faint: "#616061", grid: "#e3e3e3", line: "#0b5cad", band: "#f2b05e" };

const LONG_FROM_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** Lays the curves out below each other, each with its own time; undefined where there is none. */
export function layOutChart(name: MoveName, curves: Curves): Chart | undefined {
  const panels = buildPanels(curves);
  if (panels.length === 0) return undefined;
  const each = PANEL.title + PANEL.plot + PANEL.foot;
  const tops = panels.map((_, index) => HEAD + index * each);
  const axisText = { fontSize: FONT.size, color: COLOR.faint };
  return {
    width: WIDTH,
    height: HEAD + panels.length * each,
    option: {
      animation: false,
      useUTC: true,
      backgroundColor: "#ffffff",
      textStyle: { fontFamily: FONT.family, color: COLOR.text },
      title: [
        {
          text: qualifyName(name),
          left: 12,
          top: 12,
          textStyle: { fontSize: FONT.title, fontWeight: "bold", color: COLOR.text, width: WIDTH - 24, overflow: "truncate" },
        },
        ...panels.map((panel, index) => ({
          text: panel.title,
          left: 12,
          top: (tops[index] ?? 0) + 6,
          textStyle: { fontSize: FONT.panel, fontWeight: "normal" as const, color: COLOR.text },
        })),
      ],
      legend: panels.map((panel, index) => ({
        data: listLegend(panel),
        // One line alone is what the title says.
        show: panel.band !== undefined,
        selectedMode: false,
        left: 8,
        top: (tops[index] ?? 0) + 28,
        itemGap: 18,
        itemWidth: 18,
        itemHeight: 10,
        textStyle: axisText,
      })),
      grid: tops.map((top) => ({ left: PANEL.left, right: PANEL.right, top: top + PANEL.title, height: PANEL.plot })),
      xAxis: panels.map((panel, gridIndex) => ({
        type: "time",
        gridIndex,
        min: panel.from,
        max: panel.to,
        name: "UTC",
        nameLocation: "start",
        nameTextStyle: { ...axisText, verticalAlign: "top", padding: [10, 0, 0, 0] },
        nameGap: 10,
        splitNumber: 3,
        axisLabel: { ...axisText, hideOverlap: true, formatter: chooseTimeFormat(panel.to - panel.from) },
      })),
      yAxis: panels.map((panel, gridIndex) => ({
        type: "value",
        gridIndex,
        min: 0,
        max: panel.most,
        ...(panel.step === undefined ? { splitNumber: 4 } : { interval: panel.step }),
        axisLabel: { ...axisText, hideOverlap: true },
        splitLine: { lineStyle: { color: COLOR.grid } },
      })),
      series: panels.flatMap(buildSeries),
    },
  };
}

function listLegend({ band, line }: Panel): { name: string; icon: string }[] {
  return [{ name: line.label, icon: "path://M0,4h18v3h-18z" }, ...(band === undefined ? [] : [{ name: band.label, icon: "roundRect" }])];
}

function buildSeries({ line, band }: Panel, axis: number): LineSeriesOption[] {
  const on = { type: "line" as const, xAxisIndex: axis, yAxisIndex: axis, showSymbol: false, silent: true };
  const lineStyle = { width: 2.5, color: COLOR.line };
  return [
    ...buildBand(band, { ...on, stack: `band ${axis}` }),
    { ...on, name: line.label, data: line.points.map(([at, value]) => [at, value]), color: COLOR.line, lineStyle },
  ];
}

/** A band is what one invisible line has on top of another. */
function buildBand(band: Panel["band"], on: LineSeriesOption): LineSeriesOption[] {
  if (band === undefined) return [];
  const invisible = { ...on, lineStyle: { width: 0 }, color: COLOR.band };
  const areaStyle = { color: COLOR.band, opacity: 0.55 };
  return [
    { ...invisible, data: band.points.map(([at, low]) => [at, low]) },
    { ...invisible, name: band.label, data: band.points.map(([at, low, high]) => [at, high - low]), areaStyle },
  ];
}

function chooseTimeFormat(spanMs: number): string {
  if (spanMs >= LONG_FROM_MS) return "{MM}-{dd} {HH}:{mm}";
  return spanMs < 6 * MINUTE_MS ? "{HH}:{mm}:{ss}" : "{HH}:{mm}";
}
