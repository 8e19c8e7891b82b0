import { closeOffer, offer, putBack, readField, typedIn, valuesOf } from "./fields.js";

const $ = (id) => document.getElementById(id);

// Who looks, and where. Each browser tab is one person, so two windows can play two people.
const looking = { user: sessionStorage.getItem("user") ?? "U0ANA", channel: "", thread: "", home: false };

const permalink = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/u.exec(location.pathname);
if (permalink) {
  looking.channel = permalink[1];
  looking.thread = new URLSearchParams(location.search).get("thread_ts") ?? "";
}

// ---- looking

let fetching = false;
let again = false;

async function look() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  const { user, channel, thread } = looking;
  const answer = await fetch(`/page/snapshot?${new URLSearchParams({ user, channel, thread })}`);
  const snapshot = await answer.json();
  // Somebody may have gone elsewhere meanwhile; then this picture is of the wrong place.
  if (user === looking.user && channel === looking.channel && thread === looking.thread) show(snapshot);
  else again = true;
  fetching = false;
  if (again) {
    again = false;
    await look();
  }
}

function show(snapshot) {
  const { people, channels } = snapshot;
  const isPerson = people.some((person) => person.id === looking.user);
  if (!isPerson || channels.every((channel) => channel.id !== looking.channel)) {
    if (!isPerson) looking.user = people[0].id;
    looking.channel = channels[0]?.id;
    again = channels.length > 0;
    return;
  }
  showPeople(snapshot);
  showSide(snapshot);
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
  $("say").placeholder = `${snapshot.commands[0]} … or a message`;
  $("say-hint").textContent = `${snapshot.commands.join(", ")} starts a command · @${snapshot.bot} speaks to the app, also in threads`;
  $("reply").placeholder = `@${snapshot.bot} status`;
}

function showPeople({ people }) {
  if ($("people").querySelectorAll("input").length !== people.length) {
    $("people")
      .querySelectorAll("label")
      .forEach((label) => label.remove());
    for (const person of people) {
      const label = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { type: "radio", name: "person", value: person.id });
      input.addEventListener("change", () => void become(person.id));
      const face = Object.assign(document.createElement("span"), {
        className: `avatar ${person.id}`,
        textContent: person.name.slice(0, 1),
      });
      face.setAttribute("aria-hidden", "true");
      label.append(input, face, person.name);
      if (person.groups.length > 0) label.title = `member of ${person.groups.map((group) => `@${group}`).join(", ")}`;
      $("people").append(label);
    }
  }
  for (const input of $("people").querySelectorAll("input")) input.checked = input.value === looking.user;
}

const read = new Map();

function showSide({ channels, bot }) {
  if (!looking.home) read.set(`${looking.user}/${looking.channel}`, channels.find((each) => each.id === looking.channel)?.count);
  const entries = channels.map((channel) => {
    const here = !looking.home && channel.id === looking.channel;
    const unread = channel.count - (read.get(`${looking.user}/${channel.id}`) ?? 0);
    return { text: channel.name, here, unread: here ? 0 : unread, open: () => go(channel.id) };
  });
  const home = { text: `${bot} home`, here: looking.home, unread: 0, open: openHome };
  const focused = [...$("side").children].indexOf(document.activeElement);
  $("side").replaceChildren(
    ...[...entries, home].map(({ text, here, unread, open }) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      if (here) button.setAttribute("aria-current", "page");
      if (unread > 0) {
        const badge = Object.assign(document.createElement("span"), { className: "badge", textContent: unread });
        badge.setAttribute("aria-label", `${unread} new`);
        button.append(" ", badge);
      }
      button.addEventListener("click", () => void open());
      return button;
    }),
  );
  if (focused >= 0) $("side").children[focused].focus();
}

/** Changes only the rows that differ, so that focus, open menus and typed text elsewhere stay. */
function showRows(list, rows) {
  const where = `${looking.user}/${looking.channel}/${list.id === "replies" ? looking.thread : ""}`;
  const fresh = list.dataset.where !== where;
  if (fresh) list.replaceChildren();
  list.dataset.where = where;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const before = new Map([...list.children].map((row) => [row.dataset.key, row]));
  let added = false;
  const after = rows.map(({ key, html }) => {
    const row = before.get(key) ?? document.createElement("div");
    added ||= !before.has(key);
    if (row.source !== html) {
      const focused = row.contains(document.activeElement) ? document.activeElement.dataset.action : undefined;
      row.dataset.key = key;
      row.source = html;
      row.innerHTML = html;
      if (focused) (row.querySelector(`[data-action="${CSS.escape(focused)}"]`) ?? row.firstElementChild).focus();
    }
    return row;
  });
  if (after.length !== before.size || added) list.replaceChildren(...after);
  const target = fresh && permalink && document.getElementById(`m${permalink[2]}.${permalink[3]}`);
  if (target) target.scrollIntoView();
  else if (fresh || atEnd) list.scrollTop = list.scrollHeight;
}

function showModal(modal) {
  const dialog = $("modal");
  const form = dialog.querySelector("form");
  if (!modal) return dialog.open && dialog.close();
  if (form?.dataset.view === modal.id && form.dataset.hash === modal.hash && dialog.open) return undefined;
  const typed = form?.dataset.view === modal.id ? typedIn(form) : new Map();
  dialog.innerHTML = modal.html;
  putBack(dialog, typed);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input, textarea, select, .button")?.focus();
  return undefined;
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
  Object.assign(looking, { channel, thread, home: false });
  return look();
}

async function openHome() {
  Object.assign(looking, { home: true, thread: "" });
  await Promise.all([act({ kind: "home" }), look()]);
}

// ---- doing

async function act(deed) {
  $("notice").hidden = true;
  const answer = await fetch("/page/deed", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user: looking.user, channel: looking.channel, ...deed }),
  });
  const told = await answer.json();
  if (told.notice) notice(told.notice);
  return told;
}

let noticeTimer;

function notice(text) {
  // A modal dialog covers the rest of the page, so the words go where they can be seen and heard.
  const open = $("modal").open ? $("modal") : document.body;
  open.append($("notice"));
  $("notice").textContent = text;
  $("notice").hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => ($("notice").hidden = true), 8000);
}

/** Where an element stands: its view, or its message. */
function whereOf(element) {
  const view = element.closest("[data-view]");
  if (view) return { viewId: view.dataset.view };
  const message = element.closest("[data-ts]");
  return { channel: message.dataset.channel, ts: message.dataset.ts };
}

function addressOf(element) {
  return { ...whereOf(element), actionId: element.dataset.action, blockId: element.dataset.block };
}

async function agreed(element) {
  if (!element.dataset.confirm) return true;
  const { title, body, confirm, deny, danger } = JSON.parse(element.dataset.confirm);
  $("confirm-title").textContent = title;
  $("confirm-body").innerHTML = body;
  $("confirm-yes").textContent = confirm;
  $("confirm-yes").className = `button ${danger ? "danger" : "primary"}`;
  $("confirm-deny").textContent = deny;
  $("confirm").returnValue = "no";
  $("confirm").showModal();
  await new Promise((resolve) => $("confirm").addEventListener("close", resolve, { once: true }));
  return $("confirm").returnValue === "yes";
}

async function press(element, deed) {
  if (!(await agreed(element))) return;
  element.setAttribute("aria-busy", "true");
  await act({ ...addressOf(element), ...deed });
  element.removeAttribute("aria-busy");
}

async function submit(form) {
  const button = form.querySelector("[type=submit]");
  button.setAttribute("aria-busy", "true");
  const told = await act({ kind: "submit", viewId: form.dataset.view, values: valuesOf(form) });
  button.removeAttribute("aria-busy");
  const errors = told.errors ?? {};
  for (const place of form.querySelectorAll("[data-error]")) place.textContent = errors[place.dataset.error] ?? "";
  if (told.kind === "failed") form.querySelector('[data-error=""]').textContent = `This did not work: ${told.error}`;
  const [first] = Object.keys(errors);
  if (first) form.querySelector(`[data-field][data-block="${CSS.escape(first)}"]`)?.focus();
}

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  const button = on("[data-press]");
  if (button) void press(button, { kind: "press", value: button.dataset.value });
  const choice = on("[data-choose]");
  if (choice) {
    choice.closest("details").open = false;
    void press(choice, { kind: "choose", value: choice.dataset.choose });
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
  const told = await act({ kind: "suggest", ...addressOf(box), value: input.value });
  if (told.options) offer(box, told.options, () => changed(box));
  return undefined;
}

function askSoon(event) {
  if (event.target.getAttribute?.("role") !== "combobox") return;
  clearTimeout(asking);
  asking = setTimeout(() => ask(event.target), 150);
}
document.addEventListener("input", askSoon);
document.addEventListener("click", askSoon);

/** Down opens the offer and walks it, up walks back, Escape closes it; a closed offer leaves Escape to the dialog. */
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

// Escape closes the view as its own button does, so that the app hears of it.
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

new EventSource("/page/watch").addEventListener("message", () => void look());
void look();
