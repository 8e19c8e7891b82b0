import { putBack, typedIn } from "./fields.js";
import { $ } from "./looking.js";

/** Opens, replaces or closes the modal; typed text stays while the view stays the same one. */
export function showModal(modal) {
  const dialog = $("modal");
  const form = dialog.querySelector("form");
  if (!modal) {
    document.body.append($("notice"));
    return dialog.close();
  }
  if (form?.dataset.view === modal.id && form.dataset.hash === modal.hash && dialog.open) return undefined;
  const typed = form?.dataset.view === modal.id ? typedIn(form) : new Map();
  document.body.append($("notice")); // it may be in the dialog, and must outlive it
  dialog.innerHTML = modal.html;
  putBack(dialog, typed);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input, textarea, select, .button")?.focus();
  return undefined;
}
