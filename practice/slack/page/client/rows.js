import { looking, permalink } from "./looking.js";

/** Changes only the rows that differ, so that focus, open menus and typed text elsewhere survive. */
export function showRows(list, rows) {
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
