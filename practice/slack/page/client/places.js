import { $, looking } from "./looking.js";

/** The switch between the people. */
export function showPeople({ people }, become) {
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

/** How many messages of each channel each person has seen. */
const read = new Map();

/** The list of channels, with what is new in each, and the app. */
export function showSide({ channels, bot }, { go, openHome }) {
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
