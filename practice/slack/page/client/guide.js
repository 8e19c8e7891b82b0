import { act } from "./deeds.js";
import { $, looking } from "./looking.js";

/** On a phone the guide would cover the channel, so it opens on demand, and closes again when it leads to something in the channel. */
const narrow = matchMedia("(max-width: 800px)");

const MARKS = { done: "✓", skipped: "–", now: "→", later: "" };
const SPOKEN = { done: "done: ", skipped: "skipped: ", now: "now: ", later: "" };

/** Shows the guide, or only the button that brings it back. `to` is how the page goes somewhere. */
export function showGuide(guide, to) {
  const left = sessionStorage.getItem("guide") === "left";
  $("guide").hidden = !guide || left;
  $("open-guide").hidden = !guide || !left;
  const source = JSON.stringify([guide, looking.user]);
  if (!guide || $("guide").source === source) return;
  $("guide").source = source;
  const place = guide.steps.findIndex(({ state }) => state === "now");
  $("guide-place").textContent = place < 0 ? "done" : `${place + 1} of ${guide.steps.length}: ${guide.steps[place].title}`;
  $("guide-about").textContent = guide.about;
  // Once somebody is under way the room is for the steps.
  $("guide-about").hidden = place !== 0;
  $("guide-tells").textContent = guide.tells;
  $("guide-end").textContent = place < 0 ? guide.end : "";
  $("guide-end").hidden = place >= 0;
  fillSelect($("story"), guide.stories);
  fillSelect($("speed"), guide.speeds);
  const focused = document.activeElement?.closest?.("#guide-steps") && document.activeElement.textContent;
  $("guide-steps").replaceChildren(...guide.steps.map((step) => drawStep(step, to)));
  const current = $("guide-steps").querySelector("[aria-current]");
  if ($("guide").place !== undefined && $("guide").place !== place) current?.scrollIntoView({ block: "nearest" });
  $("guide").place = place;
  if (focused) [...$("guide-steps").querySelectorAll("button")].find((button) => button.textContent === focused)?.focus();
}

function fillSelect(select, choices) {
  select.replaceChildren(
    ...choices.map(({ choose, title, chosen }) =>
      Object.assign(document.createElement("option"), { value: choose, textContent: title, selected: chosen }),
    ),
  );
}

function drawStep({ title, state, does, why, buttons }, to) {
  const row = document.createElement("li");
  row.className = state;
  if (state === "now") row.setAttribute("aria-current", "step");
  const mark = Object.assign(document.createElement("span"), { className: "mark", textContent: MARKS[state] });
  mark.setAttribute("aria-hidden", "true");
  const spoken = Object.assign(document.createElement("span"), { className: "hidden", textContent: SPOKEN[state] });
  const heading = Object.assign(document.createElement("b"), { textContent: title });
  row.append(mark, spoken, heading);
  if (state !== "now") return row;
  const doings = Object.assign(document.createElement("div"), { className: "buttons" });
  doings.append(...buttons.map((button) => drawButton(button, to)));
  row.append(write("does", does), ...(buttons.length > 0 ? [doings] : []), write("why", why));
  return row;
}

function write(className, text) {
  return Object.assign(document.createElement("p"), { className, textContent: text });
}

function drawButton(deed, to) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: deed.label });
  if (deed.become !== undefined) button.setAttribute("aria-pressed", String(deed.become === looking.user));
  button.addEventListener("click", () => {
    if (narrow.matches && (deed.fill !== undefined || deed.open !== undefined)) $("guide-body").open = false;
    if (deed.fill !== undefined) void to.fill(deed.fill);
    if (deed.become !== undefined) void to.become(deed.become);
    if (deed.open !== undefined) void to.go(deed.open.channel, deed.open.thread);
    if (deed.choose !== undefined) void act({ kind: "guide", choice: deed.choose });
  });
  return button;
}

/** Leaving hides the guide, and nothing else: what happened stays, and the guide goes on from there. */
export function wireGuide(look) {
  const set = (state) => {
    sessionStorage.setItem("guide", state);
    void look().then(() => $(state === "left" ? "open-guide" : "leave-guide").focus());
  };
  $("leave-guide").addEventListener("click", () => set("left"));
  $("open-guide").addEventListener("click", () => set("shown"));
  for (const id of ["story", "speed"]) $(id).addEventListener("change", () => void act({ kind: "guide", choice: $(id).value }));
  const fit = () => ($("guide-body").open = !narrow.matches);
  narrow.addEventListener("change", fit);
  fit();
}
