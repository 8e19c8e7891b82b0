/** Reads the value of one field (an element with `data-field`), in the form that the practice Slack expects. */
export function readField(field) {
  const kind = field.dataset.field;
  if (kind.endsWith("external_select")) {
    const picked = [...field.querySelectorAll(".chip")].map((chip) => JSON.parse(chip.dataset.option));
    return kind.startsWith("multi") ? picked : (picked[0] ?? null);
  }
  const checked = [...field.querySelectorAll(":scope input:checked")].map((input) => input.value);
  if (kind === "radio_buttons") return checked[0] ?? null;
  if (field.tagName === "FIELDSET") return checked;
  return field.value === "" ? null : field.value;
}

/** Everything a person may have typed in this form, to be restored after the app updates the view. */
export function typedIn(form) {
  const typed = new Map();
  for (const control of form.querySelectorAll("input, textarea, select")) typed.set(nameOf(control), [control.value, control.checked]);
  for (const chips of form.querySelectorAll(".chips")) typed.set(`${nameOf(chips)}/chips`, [chips.innerHTML]);
  return typed;
}

export function putBack(form, typed) {
  for (const control of form.querySelectorAll("input, textarea, select")) {
    const before = typed.get(nameOf(control));
    if (!before) continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = before[1];
    else control.value = before[0];
  }
  for (const chips of form.querySelectorAll(".chips")) {
    const before = typed.get(`${nameOf(chips)}/chips`);
    if (before) chips.innerHTML = before[0];
  }
}

/** The values of all fields that are sent with the form, by action_id. */
export function readValues(form) {
  const entries = [...form.querySelectorAll(".block-input [data-field]")].map((field) => [field.dataset.block, readField(field)]);
  return Object.fromEntries(entries);
}

/** Slack's client keeps a value when block_id and action_id stay the same. */
function nameOf(control) {
  const field = control.closest("[data-field]");
  const choice = control.type === "checkbox" || control.type === "radio" ? control.value : "";
  return `${field?.dataset.block}/${field?.dataset.action}/${choice}`;
}

/** Wires the text field of an external select: queries while typing, suggests, accepts the pick. Works with the keyboard. */
export function offer(box, options, onPick) {
  const listbox = box.querySelector("[role=listbox]");
  const input = box.querySelector("input");
  listbox.replaceChildren(
    ...options.flatMap((option) => {
      const row = document.createElement("button");
      row.type = "button";
      row.setAttribute("role", "option");
      row.textContent = option.text;
      row.addEventListener("click", () => {
        const chips = box.querySelector(".chips");
        if (box.dataset.many === "yes") chips.insertAdjacentHTML("beforeend", option.chip);
        else chips.innerHTML = option.chip;
        input.value = "";
        closeOffer(box);
        input.focus();
        onPick();
      });
      if (option.above === undefined) return [row];
      const above = document.createElement("small");
      above.className = "above";
      above.textContent = option.above;
      return [above, row];
    }),
  );
  if (options.length === 0) listbox.textContent = "Nothing found";
  listbox.hidden = false;
  input.setAttribute("aria-expanded", "true");
}

export function closeOffer(box) {
  box.querySelector("[role=listbox]").hidden = true;
  box.querySelector("input").setAttribute("aria-expanded", "false");
}
