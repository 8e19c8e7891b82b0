export const $ = (id) => document.getElementById(id);

// Who looks, and where. Each browser tab is one person, so two windows can play two people.
export const looking = { user: sessionStorage.getItem("user") ?? "U0ANA", channel: "", thread: "", home: false };

export const permalink = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/u.exec(location.pathname);
if (permalink) {
  looking.channel = permalink[1];
  looking.thread = new URLSearchParams(location.search).get("thread_ts") ?? "";
}
