// 试一试 ①–⑥: what to do next, where the button for it is, and what has been done.

import { open } from "./phone.js";
import { plain } from "./pieces.js";
import { $, make, phones, says, state } from "./world.js";

const GROUP = -1001000000002, WORKERS = -1001000000001;
const named = (username) => state.people.find((one) => one.username === username)?.id;
const STEPS = [
  { who: "worker1", zh: "网格员刘杰：点 🖼 选“流动摊点”，写“占道经营3起”，按 ➤", en: "Worker Liu Jie: tap 🖼, take “Street stalls”, write 占道经营3起 (3 stalls in the way), press ➤", points: [".samples"], done: (text) => /上报草稿/.test(text) },
  { who: "worker1", zh: "点 📍，在地图上点 0103，再点“提交”", en: "Tap 📍, pick a spot in 0103 on the map, then 提交 (submit)", points: [".where", ["提交", /📍 \d{4} /]], done: (text) => { const found = text.match(/(YQ\d{6}-\d{4}) · 待认领/); if (found) trial.number = found[1]; return Boolean(found); }, newest: true },
  { who: "lead_chengguan_1", chat: GROUP, thread: 3, zh: "负责人胡霞，在“综合执法队”话题：点“认领”", en: "Lead Hu Xia, in her department's topic: tap 认领 (claim)", points: ["认领"], done: (text) => text.includes(trial.number) && /处置中/.test(text) },
  { who: "lead_chengguan_1", chat: GROUP, thread: 3, zh: "点“处置完成”，🖼 选“流动摊点（处置后）”发出，再点“提交”", en: "Tap 处置完成 (cleared), send 🖼 “Street stalls (after)”, then 提交 (submit)", points: ["处置完成", [".samples", /请发送处置后照片/], ["提交", /处置后照片 \d/]], done: (text) => text.includes(trial.number) && /待核查/.test(text) },
  { who: "worker2", zh: "同网格的李子涵：点“通过”", en: "Li Zihan of the same grid: tap 通过 (pass)", points: ["通过"], done: (text) => text.includes(trial.number) && /已办结/.test(text) },
  { who: "admin", chat: WORKERS, zh: "点右上角 ⏩，看群里的网格日报", en: "Tap ⏩ above and read the day's bulletin in the group", points: ["#later"], done: (text, date) => /网格日报|办结/.test(text) && date > (trial.closed ?? Infinity) },
];
export const trial = JSON.parse(localStorage.getItem("trial") ?? '{"step":0}');

export function lookAtStrip() {
  const step = STEPS[trial.step];
  if (step) {
    const person = named(step.who), chat = step.chat ?? person;
    const phone = phones.find((one) => one.person === person && one.chat === chat && (step.thread ?? null) === one.thread);
    const messages = [...(phone?.nodes.values() ?? [])].map((one) => one.message).filter((one) => one && (trial.begun === undefined || (one.edit_date ?? one.date) >= trial.begun));
    if (messages.some((one) => step.done(one.text ?? one.caption ?? "", one.date))) {
      trial.step += 1;
      trial.begun = state.now - 2;
      if (trial.step === 5) trial.closed = state.now;
      drawStrip();
    }
    point(phone, step);
  }
  localStorage.setItem("trial", JSON.stringify(trial));
}

function point(phone, step) {
  document.querySelectorAll(".pointed").forEach((one) => one.classList.remove("pointed"));
  if (!phone && !step.points[0].startsWith("#")) return;
  const told = [...(phone?.nodes.values() ?? [])].map((one) => one.message?.text ?? one.message?.caption ?? "");
  for (const [wanted, only] of step.points.map((one) => [one].flat()).reverse()) {
    if (only && !told.some((one) => only.test(one))) continue;
    const one = wanted.startsWith("#") ? $(wanted) : wanted.startsWith(".") ? $(wanted, phone.root)
      : [...phone.root.querySelectorAll(".message")].filter((one) => !trial.number || plain(one.message).includes(trial.number))
        .flatMap((one) => [...one.querySelectorAll(".buttons button")]).reverse().find((key) => key.textContent.replace(/[^\u4e00-\u9fff]/g, "") === wanted);
    if (one) { one.classList.add("pointed"); return; }
  }
}

export function drawStrip() {
  const strip = $("#strip");
  strip.hidden = !named("worker1") || !named("lead_chengguan_1") || trial.hidden;
  const parts = STEPS.map((step, place) => {
    const one = make("button", place < trial.step ? "done" : place === trial.step ? "now" : "");
    one.append(make("b", "", place < trial.step ? "✓" : "①②③④⑤⑥"[place]), make("span", "", says(step.zh, step.en)));
    one.onclick = () => bring(step);
    return one;
  });
  const close = Object.assign(make("button", "hide", "✕"), { title: says("收起", "hide"), onclick: () => { trial.hidden = true; drawStrip(); lookAtStrip(); } });
  strip.replaceChildren(make("strong", "", trial.step >= STEPS.length ? says("都试过了", "All tried") : says("试一试", "Try it")), ...parts, close);
  $(".now", strip)?.scrollIntoView({ block: "nearest", inline: "center" });
  const step = STEPS[trial.step];
  if (step) bring(step);
}

function bring(step) {
  const person = named(step.who), chat = step.chat ?? person, thread = step.thread ?? null;
  let phone = phones.find((one) => one.person === person && one.chat === chat && one.thread === thread) ?? phones.find((one) => one.person === person);
  if (!phone) { open({ person, chat, thread }); phone = phones.at(-1); }
  if (phone.chat !== chat || phone.thread !== thread) phone.go(chat, thread);
  phone.root.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" });
  point(phone, step);
}
