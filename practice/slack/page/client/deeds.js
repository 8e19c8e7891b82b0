import { readValues } from "./fields.js";
import { $, looking } from "./looking.js";

/** Sends what the person did, and shows the practice Slack's answer. */
export async function act(deed) {
  $("notice").hidden = true;
  const answer = await fetch("/page/deed", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user: looking.user, channel: looking.channel, ...deed }),
  }).catch(() => undefined);
  if (answer === undefined) {
    notice("This did not reach the practice workspace. It may be starting; try again then.");
    return {};
  }
  const told = await answer.json();
  if (told.notice) notice(told.notice);
  return told;
}

let noticeTimer;

function notice(text) {
  // A modal dialog covers the rest of the page, so the words appear where they can be seen and heard.
  const open = $("modal").open ? $("modal") : document.body;
  open.append($("notice"));
  $("notice").textContent = text;
  $("notice").hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => ($("notice").hidden = true), 8000);
}

/** The place of an element: its view, or its message. */
export function readWhere(element) {
  const view = element.closest("[data-view]");
  if (view) return { viewId: view.dataset.view };
  const message = element.closest("[data-ts]");
  return { channel: message.dataset.channel, ts: message.dataset.ts };
}

export function readAddress(element) {
  return { ...readWhere(element), actionId: element.dataset.action, blockId: element.dataset.block };
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

/** Uses one element, after its confirm dialog if it has one. */
export async function press(element, deed) {
  if (!(await agreed(element))) return;
  element.setAttribute("aria-busy", "true");
  await act({ ...readAddress(element), ...deed });
  element.removeAttribute("aria-busy");
}

export async function submit(form) {
  const button = form.querySelector("[type=submit]");
  button.setAttribute("aria-busy", "true");
  const told = await act({ kind: "submit", viewId: form.dataset.view, values: readValues(form) });
  button.removeAttribute("aria-busy");
  const errors = told.errors ?? {};
  for (const place of form.querySelectorAll("[data-error]")) place.textContent = errors[place.dataset.error] ?? "";
  if (told.kind === "failed") form.querySelector('[data-error=""]').textContent = `This did not work: ${told.error}`;
  const [first] = Object.keys(errors);
  if (first) form.querySelector(`[data-field][data-block="${CSS.escape(first)}"]`)?.focus();
}
