import { act, readAddress, readWhere, press, submit } from "./deeds.js";
import { closeOffer, offer, readField } from "./fields.js";
import { showGuide, wireGuide } from "./guide.js";
import { $, looking } from "./looking.js";
import { showModal } from "./modal.js";
import { showPeople, showSide } from "./places.js";
import { showRows } from "./rows.js";

// ---- looking

let fetching = false;
let again = false;
let pressing = false;

async function look() {
  if (fetching || pressing) {
    again = true;
    return;
  }
  fetching = true;
  const { user, channel, thread } = looking;
  const snapshot = await fetchSnapshot({ user, channel, thread });
  if (snapshot === undefined) {
    fetching = false;
    return;
  }
  // The person may have gone elsewhere meanwhile; then this snapshot is of the wrong place.
  if (!pressing && user === looking.user && channel === looking.channel && thread === looking.thread) show(snapshot);
  else again = true;
  fetching = false;
  if (again && !pressing) {
    again = false;
    await look();
  }
}

// A browser forgets a click if the button that it began on is drawn anew before it ends, so nothing is drawn meanwhile.
document.addEventListener("pointerdown", (event) => {
  pressing = event.button === 0 && event.target.closest("button") !== null;
});
for (const end of ["pointerup", "pointercancel"])
  document.addEventListener(end, () => {
    if (!pressing) return;
    pressing = false;
    // Once the click itself has happened.
    setTimeout(() => void look());
  });

/** Undefined while the workspace begins anew; the stream of changes says when it is back. */
async function fetchSnapshot(where) {
  try {
    const answer = await fetch(`/page/snapshot?${new URLSearchParams(where)}`);
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

let run;

/** After a new beginning nothing is left of the place where the person was. True if there was one. */
function leftOldRun(guide) {
  const begunAnew = guide && run !== undefined && run !== guide.run;
  if (begunAnew) Object.assign(looking, { user: "U0ANA", channel: "", thread: "", home: false });
  if (guide) ({ run } = guide);
  return begunAnew;
}

function show(snapshot) {
  if (leftOldRun(snapshot.guide)) {
    again = true;
    return;
  }
  const { people, channels } = snapshot;
  const isPerson = people.some((person) => person.id === looking.user);
  if (!isPerson || channels.every((channel) => channel.id !== looking.channel)) {
    if (!isPerson) looking.user = people[0].id;
    looking.channel = channels[0]?.id;
    again = channels.length > 0;
    return;
  }
  showPeople(snapshot, become);
  showSide(snapshot, { go, openHome });
  const channel = snapshot.channels.find((each) => each.id === looking.channel);
  $("title").textContent = looking.home ? snapshot.bot : channel.name;
  document.title = `${looking.home ? snapshot.bot : channel.name} · Practice workspace`;
  $("rows").hidden = looking.home;
  $("composer").hidden = looking.home;
  $("home").hidden = !looking.home;
  showRows($("rows"), snapshot.rows);
  $("thread").hidden = looking.thread === "" || looking.home;
  showRows($("replies"), snapshot.thread);
  if ($("home").dataset.hash !== `${looking.user}${snapshot.home.hash}`) {
    $("home").dataset.hash = `${looking.user}${snapshot.home.hash}`;
    $("home").innerHTML = snapshot.home.html;
  }
  showModal(snapshot.modal);
  showGuide(snapshot.guide, { fill, become, go });
  // A workspace that begins anew answers before the app in it runs, and shows its guide only then.
  $("away").hidden = snapshot.guide !== null || run === undefined;
  $("say").placeholder = `${snapshot.commands[0]} … or a message`;
  $("say-hint").textContent = `${snapshot.commands.join(", ")} starts a command · @${snapshot.bot} speaks to the app, also in threads`;
  $("reply").placeholder = `@${snapshot.bot} status`;
}

// ---- going

function become(user) {
  $("notice").hidden = true;
  looking.user = user;
  sessionStorage.setItem("user", user);
  if (looking.home) return openHome();
  return look();
}

function go(channel, thread = "") {
  $("notice").hidden = true;
  Object.assign(looking, { channel, thread, home: false });
  return look();
}

/** Puts a command into the composer, where the person reads it before sending it. */
async function fill(text) {
  if (looking.home) await go(looking.channel);
  $("say").value = text;
  $("say").focus();
}

async function openHome() {
  Object.assign(looking, { home: true, thread: "" });
  await Promise.all([act({ kind: "home" }), look()]);
}

// ---- doing

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  const button = on("[data-press]");
  if (button) void press(button, { kind: "press", value: button.dataset.value });
  const choice = on("[data-choose]");
  if (choice) {
    choice.closest("details").open = false;
    void press(choice, { kind: "choose", value: choice.dataset.choose });
  }
  const shortcut = on("[data-shortcut]");
  if (shortcut) {
    shortcut.closest("details").open = false;
    void act({ kind: "shortcut", callbackId: shortcut.dataset.shortcut, ...readWhere(shortcut) });
  }
  const thread = on("[data-thread]");
  if (thread) void go(thread.closest("[data-channel]").dataset.channel, thread.dataset.thread).then(() => $("reply").focus());
  const chip = on(".chip");
  if (chip) {
    const box = chip.closest("[data-field]");
    chip.remove();
    changed(box);
  }
  const closer = on("[data-close]");
  if (closer) void act({ kind: "close", viewId: closer.closest("[data-view]").dataset.view });
  for (const menu of document.querySelectorAll("details.overflow[open]")) if (!menu.contains(event.target)) menu.open = false;
  for (const box of document.querySelectorAll(".combobox")) if (!box.contains(event.target)) closeOffer(box);
});

function changed(field) {
  if (field.dataset.acts !== undefined) void press(field, { kind: "choose", value: readField(field) });
}

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-field]");
  if (field && !field.classList.contains("combobox")) changed(field);
});

let asking;

async function ask(input) {
  const box = input.closest(".combobox");
  if (input.value.length < Number(box.dataset.min)) return closeOffer(box);
  const told = await act({ kind: "suggest", ...readAddress(box), value: input.value });
  if (told.options) offer(box, told.options, () => changed(box));
  return undefined;
}

function askSoon(event) {
  if (event.target.getAttribute?.("role") !== "combobox") return;
  clearTimeout(asking);
  asking = setTimeout(() => void ask(event.target), 150);
}
document.addEventListener("input", askSoon);
document.addEventListener("click", askSoon);

/** Down opens the suggestions and moves down, up moves back, Escape closes them; with closed suggestions Escape is left to the dialog. */
function moveInOffer(box, event) {
  const input = box.querySelector("input");
  const isOpen = input.getAttribute("aria-expanded") === "true";
  if (event.key === "Escape" && isOpen) closeOffer(box);
  else if (event.key === "ArrowDown" && !isOpen) void ask(input);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const stops = [input, ...box.querySelectorAll("[role=option]")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    (stops[stops.indexOf(document.activeElement) + step] ?? input).focus();
  } else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".combobox");
  if (box) moveInOffer(box, event);
  if (event.key === "Enter" && !event.shiftKey && event.target.closest?.(".composer textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// Escape closes the view as its own button does, so that the app is notified.
$("modal").addEventListener("cancel", (event) => {
  event.preventDefault();
  const form = $("modal").querySelector("form");
  if (form) void act({ kind: "close", viewId: form.dataset.view });
});

document.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  if (event.target.classList.contains("view")) void submit(event.target);
  const text = event.target.querySelector(".composer textarea, textarea");
  if (!event.target.classList.contains("composer") || text.value.trim() === "") return;
  const typed = text.value;
  text.value = "";
  void act({ kind: "compose", text: typed, thread: event.target.id === "reply-composer" ? looking.thread : "" });
});

$("leave-thread").addEventListener("click", () => void go(looking.channel));

wireGuide(look);
const changes = new EventSource("/page/watch");
changes.addEventListener("message", () => void look());
changes.addEventListener("error", () => ($("away").hidden = false));
void look();
