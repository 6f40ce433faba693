// Phones side by side: each shows one chat as one person sees it, and lets them act. One long poll tells all of them of news.

import { Phone, open } from "./phone.js";
import { drawStrip, trial } from "./strip.js";
import { $, call, clock, fresh, phones, says, speak, state } from "./world.js";

function tick() {
  const now = state.now + (performance.now() - state.asked) / 1000;
  const day = new Date(now * 1000).toLocaleDateString(says("zh-CN", "en-GB"), { month: "numeric", day: "numeric", weekday: "short", timeZone: state.zone ?? undefined });
  $("#clock").textContent = `${day} ${clock(now)}`;
  later();
}
setInterval(tick, 5000);

$("#later").onclick = async (event) => {
  event.target.disabled = true;
  const passed = inDay();
  const at = new Date((state.now + EVENING - passed + (passed >= EVENING ? 86400 : 0)) * 1000).toISOString();
  try { await call("clock", { at }); await fresh(); tick(); } finally { event.target.disabled = false; }
};

const inDay = () => {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: state.zone ?? undefined }).formatToParts(new Date(state.now * 1000));
  const [hour, minute, second] = ["hour", "minute", "second"].map((type) => +parts.find((one) => one.type === type).value);
  return (hour % 24) * 3600 + minute * 60 + second;
};
const EVENING = 18 * 3600 + 5;
function later() {
  $("#later").textContent = inDay() >= EVENING ? says("⏩ 到明天 18:00", "⏩ to 18:00 tomorrow") : says("⏩ 到 18:00", "⏩ to 18:00");
}

function words() {
  document.documentElement.lang = says("zh-CN", "en");
  $("#lang").textContent = says("EN", "中文");
  $("#add").textContent = says("＋ 手机", "＋ phone");
  $("#newcomer").textContent = says("＋ 新人", "＋ person");
  $("h1 small").textContent = says("演示", "a demo");
  document.documentElement.style.setProperty("--nothing", JSON.stringify(says("还没有消息。发一张照片、一句话，或发送 /start", "Nothing yet. Send a photo, a sentence, or /start")));
  document.querySelectorAll("dialog form > button").forEach((one) => { one.textContent = says("关闭", "Close"); });
  $("#map p").textContent = says("点一下地图，就在那里", "Tap the map where you are");
  $("#samples p").textContent = says("样片（画的）：处置前、处置后、视频", "Samples (drawn): before, after, films");
}
$("#lang").onclick = () => { speak(says("en", "zh")); words(); tick(); drawStrip(); phones.forEach((one) => one.turn()); };

function wanted() {
  const known = new Set(state.people.map((one) => one.id));
  const kept = JSON.parse(localStorage.getItem("phones") ?? "[]").filter((one) => known.has(one.person));
  if (kept.length) return kept;
  return state.phones.length ? state.phones : state.people.slice(0, 3).map((one) => ({ person: one.id }));
}

$("#add").onclick = () => { const last = phones.at(-1); open({ person: last?.person ?? state.people[0]?.id }); $("#phones").scrollLeft = 1e6; };
$("#newcomer").onclick = async () => {
  const name = prompt("名字 / name", "新居民");
  if (!name) return;
  const { id } = await call("people", { first_name: name, language_code: /[\u4e00-\u9fff]/.test(name) ? "zh" : "en" });
  await fresh();
  phones.forEach((one) => one.menus());
  open({ person: id });
  $("#phones").scrollLeft = 1e6;
};

async function live() {
  let seq = 0;
  for (;;) {
    try {
      const news = await call(`news?after=${seq}&wait=25`);
      if (news.seq !== seq) {
        seq = news.seq;
        const bare = () => JSON.stringify({ ...state, now: 0, asked: 0 }), before = bare();
        await fresh();
        tick();
        if (bare() !== before) phones.forEach((one) => one.menus());
        phones.forEach((one) => one.refresh());
      }
    } catch { await new Promise((resolve) => setTimeout(resolve, 1500)); }
  }
}

await fresh();
tick();
words();
wanted().forEach((one) => phones.push(new Phone(one)));
trial.begun ??= Math.floor(state.now) - 1;
drawStrip();
live();
