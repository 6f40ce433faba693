// What all of the page knows: who and what there is, the language, the phones; and how the sandbox is asked.

export const $ = (selector, root = document) => root.querySelector(selector);
export const make = (tag, className = "", text = "") => Object.assign(document.createElement(tag), { className, textContent: text });
export let state = { bots: [], people: [], chats: [], phones: [], scenes: [] };
export let lang = localStorage.getItem("lang") ?? "zh";
export const says = (zh, en) => (lang === "en" ? en : zh);
export const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: state.zone ?? undefined });
const dayOf = (seconds) => new Date(seconds * 1000).toLocaleDateString("zh-CN", { month: "2-digit", day: "2-digit", timeZone: state.zone ?? undefined }).replace("/", "-");
export const stamp = (seconds) => (dayOf(seconds) === dayOf(state.now) ? clock(seconds) : `${dayOf(seconds)} ${clock(seconds)}`);
export const phones = [];

export function speak(other) { lang = other; localStorage.setItem("lang", lang); }

export async function call(path, body) {
  const answer = await fetch(`/sim/${path}`, body instanceof FormData
    ? { method: "POST", body }
    : body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : undefined);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error || answer.statusText);
  return said;
}

export async function fresh() {
  state = await call("state");
  state.asked = performance.now();
}

export function remember() { localStorage.setItem("phones", JSON.stringify(phones.map(({ person, chat, thread }) => ({ person, chat, thread })))); }

// --- what has been seen ---

export const seen = new Map(Object.entries(JSON.parse(localStorage.getItem("seen") ?? "{}")));
export const placeKey = (person, place) => `${person}/${place.chat}/${place.thread ?? ""}`;
export const unread = (person, place) => Math.max(0, place.count - (seen.get(placeKey(person, place)) ?? 0));
export function keepSeen() { localStorage.setItem("seen", JSON.stringify(Object.fromEntries(seen))); }
