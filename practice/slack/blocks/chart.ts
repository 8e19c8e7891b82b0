import { isJson, readObject, readObjects, type Json } from "./json.ts";
import {
  acceptAnything,
  checkAll,
  checkByType,
  checkList,
  checkNumber,
  checkObject,
  checkText,
  reportProblem,
  stepInside,
  type Check,
} from "./shape.ts";
import { id } from "./text.ts";

const type = acceptAnything;
/** About twenty; third-party clients found no exact number (docs/facts/slack-limits.md#charts). */
const MOST_POINTS = 20;
const point = checkObject({ label: checkText(20), value: checkNumber });
const series = checkList(checkObject({ name: checkText(20), data: checkList(point, { max: MOST_POINTS }) }), { max: 6 });
const axes = checkObject(
  { categories: checkList(checkText(20), { max: MOST_POINTS }) },
  { x_label: checkText(50), y_label: checkText(50) },
);
const xy = checkObject({ type, series, axis_config: axes });
const segment = checkObject({ label: checkText(20), value: checkNumber });
const chart = checkByType({ line: xy, area: xy, bar: xy, pie: checkObject({ type, segments: checkList(segment, { max: 6 }) }) });

/** Every series has a name of its own, and exactly the labels of the axis. */
const checkSeries: Check = (value, at) => {
  const own = isJson(value) ? readObject(value, "chart") : {};
  const all = readObjects(own, "series");
  if (new Set(all.map((one) => one["name"])).size < all.length)
    reportProblem(stepInside(stepInside(at, "chart"), "series"), "invalid_value", "series names must be unique");
  const { categories } = readObject(own, "axis_config");
  const differs = (one: Json): boolean =>
    JSON.stringify(readObjects(one, "data").map((each) => each["label"])) !== JSON.stringify(categories);
  if (all.some(differs))
    reportProblem(stepInside(stepInside(at, "chart"), "series"), "invalid_value", "labels must match the categories of the axis");
};

/** A chart that Slack draws; of all its kinds Slack takes two in a message. */
export const dataVisualization = checkAll(checkObject({ type, title: checkText(50), chart }, { block_id: id }), checkSeries);
