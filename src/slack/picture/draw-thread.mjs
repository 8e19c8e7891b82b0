// Draws one chart in a thread of its own, because loading and drawing take longer than a process may stand still. Plain JavaScript that
// imports no file of Tandem's: it runs as it is wherever it is copied, beside the compiled program too.
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

// The picture is the same on every machine: no font but these is read.
const FONTS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];
/** Twice the size in CSS pixels, for the screens of phones. */
const ZOOM = 2;

const { option, width, height } = workerData;
const fontFiles = FONTS.map((file) => fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${file}`)));
const [{ init, use }, { LineChart }, { GridComponent, LegendComponent, TitleComponent }, { SVGRenderer }, { Resvg }] = await Promise.all([
  import("echarts/core"),
  import("echarts/charts"),
  import("echarts/components"),
  import("echarts/renderers"),
  import("@resvg/resvg-js"),
]);
use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
chart.setOption(option);
const svg = chart.renderToSVGString();
const png = new Resvg(svg, {
  fitTo: { mode: "zoom", value: ZOOM },
  font: { loadSystemFonts: false, fontFiles, defaultFontFamily: "DejaVu Sans" },
})
  .render()
  .asPng();
const bytes = new Uint8Array(png);
parentPort?.postMessage(bytes, [bytes.buffer]);
