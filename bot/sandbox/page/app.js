// Phones side by side: each shows one chat as one person sees it, and lets them act. One long poll tells all of them of news.

const $ = (selector, root = document) => root.querySelector(selector);
const make = (tag, className = "", text = "") => Object.assign(document.createElement(tag), { className, textContent: text });
let state = { bots: [], people: [], chats: [], phones: [], scenes: [] };
let lang = localStorage.getItem("lang") ?? "zh";
const says = (zh, en) => (lang === "en" ? en : zh);
const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: state.zone ?? undefined });
const phones = [];

async function call(path, body) {
  const answer = await fetch(`/sim/${path}`, body instanceof FormData
    ? { method: "POST", body }
    : body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : undefined);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error || answer.statusText);
  return said;
}

// --- a phone ---

class Phone {
  constructor({ person, chat = null, thread = null }) {
    Object.assign(this, { person, chat: chat ?? person, thread, nodes: new Map(), seq: 0, turns: 0, busy: false });
    this.root = $("#phone").content.firstElementChild.cloneNode(true);
    $("#phones").append(this.root);
    this.log = $(".log", this.root);
    this.wire();
    this.menus();
    this.reload();
  }

  get group() { return state.chats.find((one) => one.id === this.chat); }

  wire() {
    const at = (selector) => $(selector, this.root);
    this.log.onscroll = () => { this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80; };
    at(".who").onchange = (event) => { this.person = +event.target.value; this.go(this.person, null); };
    at(".chat").onclick = () => this.list();
    at(".samples").onclick = () => pickSample(this);
    at(".close").onclick = () => { phones.splice(phones.indexOf(this), 1); this.root.remove(); remember(); };
    at(".say").onsubmit = (event) => { event.preventDefault(); this.say(); };
    at("textarea").onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.say(); } };
    at(".photos").onchange = (event) => this.hold(event.target, "photo");
    at(".files").onchange = (event) => this.hold(event.target, "document");
    at(".where").onclick = async () => { const spot = await pickSpot(); if (spot) this.act("send", { location: spot }); };
  }

  turn() { remember(); this.menus(); this.reload(); }

  go(chat, thread) { this.chat = chat; this.thread = thread; this.answers = this.held = null; $(".inbox", this.root).hidden = true; this.telling(); this.turn(); }

  // --- its chats ---

  async list() {
    const box = $(".inbox", this.root);
    box.hidden = !box.hidden;
    if (box.hidden) return;
    const found = await call(`inbox?as=${this.person}`), field = Object.assign(make("input"), { placeholder: says("查找", "search"), type: "search" });
    const rows = found.places.map((place) => {
      const row = make("button", place.chat === this.chat && place.thread === this.thread ? "place now" : "place");
      const fresh = unread(this.person, place);
      row.append(make("b", "", place.title || says("私聊 · 网格", "Private · the bot")), make("time", "", place.date ? clock(place.date) : ""), make("span", "", place.last));
      if (fresh) row.append(make("i", "", fresh > 99 ? "99+" : `${fresh}`));
      row.onclick = () => this.go(place.chat, place.thread);
      return row;
    });
    field.oninput = () => rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(field.value.toLowerCase()); });
    box.replaceChildren(field, ...rows);
  }

  async count() {
    const found = await call(`inbox?as=${this.person}`);
    let others = 0;
    for (const place of found.places) {
      if (place.chat === this.chat && place.thread === this.thread && $(".inbox", this.root).hidden) seen.set(placeKey(this.person, place), place.count);
      else others += unread(this.person, place);
    }
    keepSeen();
    const button = $(".chat", this.root);
    $("i", button)?.remove();
    if (others) button.append(make("i", "", others > 99 ? "99+" : `${others}`));
  }

  menus() {
    const fill = (select, rows, chosen) => {
      select.replaceChildren(...rows.map(([value, text]) => Object.assign(make("option", "", text), { value, selected: value === chosen })));
    };
    fill($(".who", this.root), state.people.map((one) => [one.id, `${one.first_name} · ${one.about?.[lang] || one.username || ""}`]), this.person);
    const topic = this.group?.topics.find((one) => one.thread === this.thread);
    $(".chat", this.root).replaceChildren("☰ ", this.group ? `${this.group.title}${topic ? ` · ${topic.name}` : ""}` : says("私聊 · 网格", "Private · the bot"));
    $("textarea", this.root).placeholder = says("说点什么…", "Say something…");
  }

  where() { return { from: this.person, chat: this.chat, ...(this.thread ? { thread: this.thread } : {}) }; }

  async reload() { this.turns += 1; this.nodes.clear(); this.log.replaceChildren(); this.seq = 0; await this.refresh(); }

  async refresh() {
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    try {
      const { chat, person, thread, turns } = this;
      const query = new URLSearchParams({ chat, as: person, ...(thread ? { thread } : {}), ...(this.seq ? { after: this.seq } : {}) });
      const seen = await call(`messages?${query}`);
      if (turns !== this.turns) { this.again = true; return; } // begun before the phone was turned to something else
      const low = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
      this.atEnd = low || !this.seq;
      for (const id of seen.deleted) { this.nodes.get(id)?.remove(); this.nodes.delete(id); }
      for (const message of seen.messages) this.show(message);
      this.keys(seen.keyboard);
      this.pin();
      if (seen.messages.length && this.atEnd) this.log.scrollTop = this.log.scrollHeight;
      this.seq = seen.seq;
      this.count();
      lookAtStrip();
    } catch (error) { this.tell(error.message); } finally {
      this.busy = false;
      if (this.again) { this.again = false; this.refresh(); }
    }
  }

  show(message) {
    const old = this.nodes.get(message.message_id);
    if (old?.tagName === "IMG") return;
    const joined = old ? null : this.joins(message), node = joined ?? this.draw(message);
    this.nodes.set(message.message_id, node);
    if (joined) return;
    if (old) old.replaceWith(node); else this.log.append(node);
  }

  // Pictures of one album stand in the bubble of the first.
  joins(message) {
    const first = [...this.nodes.values()].find((one) => one.message?.media_group_id && one.message.media_group_id === message.media_group_id);
    if (!first || !message.photo || first.message.message_id === message.message_id || message.caption) return null;
    const bubble = $(".bubble", first);
    bubble.classList.add("album");
    const image = photo(message.photo, this);
    image.message = message;
    bubble.insertBefore(image, $("img:last-of-type", bubble).nextSibling);
    return image;
  }

  draw(message) {
    const own = message.from?.id === this.person;
    const node = make("div", own ? "message own" : "message"), bubble = make("div", "bubble");
    node.message = message;
    if (message.photo) bubble.append(photo(message.photo, this));
    if (this.group && !own) bubble.append(make("span", "name", message.from.first_name));
    if (message.reply_to_message) bubble.append(make("span", "reply", plain(message.reply_to_message)));
    if (message.document) bubble.append(fileLink(message.document));
    if (message.location) bubble.append(spotImage(message.location));
    if (message.venue) bubble.append(`${message.venue.title} ${message.venue.address}\n`);
    if (message.contact) bubble.append(`📞 ${message.contact.phone_number}`);
    bubble.append(...rich(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities ?? []));
    const time = clock(message.edit_date ?? message.date);
    if (message.text || message.caption || message.document) bubble.append(make("span", "time", message.edit_date && own ? `${says("已编辑", "edited")} ${time}` : time));
    for (const one of message.reactions ?? []) bubble.append(make("span", "reaction", one.emoji ?? one));
    bubble.append(this.more(message, own));
    node.append(bubble);
    const rows = message.reply_markup?.inline_keyboard ?? [];
    if (rows.length) node.append(this.inline(message, rows));
    return node;
  }

  more(message, own) {
    const button = make("button", "more", "⋯");
    button.onclick = () => {
      const box = make("div", "menu");
      const acts = [["↩ " + says("回复", "Reply"), () => { this.answers = message; this.telling(); }],
        ["❤ " + says("点赞", "React"), () => this.act("react", { message_id: message.message_id, reaction: [{ type: "emoji", emoji: "❤" }] })],
        ["↪ " + says("转发给机器人", "Forward to the bot"), () => this.act("forward", { message_id: message.message_id })]];
      if (own && (message.text || message.caption)) acts.splice(1, 0, ["✎ " + says("编辑", "Edit"), () => {
        const words = prompt(says("改成", "Change to"), message.text ?? message.caption);
        if (words) this.act("edit", { message_id: message.message_id, ...(message.text ? { text: words } : { caption: words }) });
      }]);
      box.append(...acts.map(([label, act]) => Object.assign(make("button", "", label), { onclick: () => { box.remove(); act(); } })));
      button.after(box);
      box.scrollIntoView({ block: "nearest" });
      setTimeout(() => document.addEventListener("click", () => box.remove(), { once: true }));
    };
    return button;
  }

  telling() {
    const ready = $(".ready", this.root), held = this.held?.files ?? [];
    const parts = held.map((file, place) => {
      const one = make("span", "held");
      one.append(file.type.startsWith("image/") ? Object.assign(make("img"), { src: URL.createObjectURL(file), alt: file.name }) : make("small", "", file.name));
      one.append(Object.assign(make("button", "", "✕"), { type: "button", onclick: () => { held.splice(place, 1); this.telling(); } }));
      return one;
    });
    if (this.answers) {
      const to = make("span", "answers", `↩ ${plain(this.answers).split("\n")[0]}`);
      to.append(Object.assign(make("button", "", "✕"), { type: "button", onclick: () => { this.answers = null; this.telling(); } }));
      parts.unshift(to);
    }
    ready.hidden = !parts.length;
    ready.replaceChildren(...parts);
    $("textarea", this.root).focus();
  }

  inline(message, rows) {
    const box = make("div", "buttons");
    for (const row of rows) {
      const line = make("div");
      for (const button of row) {
        const key = make("button", button.style ?? "", button.text + (button.url ? " ↗" : ""));
        key.onclick = () => this.tap(message, button, key);
        line.append(key);
      }
      box.append(line);
    }
    return box;
  }

  async tap(message, button, key) {
    key.disabled = true;
    try {
      const wanted = button.callback_data === undefined ? { label: button.text } : { data: button.callback_data };
      const said = await call("tap", { ...this.where(), message_id: message.message_id, ...wanted });
      if (said.url) window.open(said.url, "_blank", "noopener");
      if (said.message_id) this.go(this.person, null);
      if (said.answer?.text) said.answer.show_alert ? alertBox(said.answer.text) : this.tell(said.answer.text);
    } catch (error) { this.tell(error.message); } finally { key.disabled = false; }
  }

  keys(keyboard) {
    const rows = keyboard?.keyboard ?? [];
    $(".keys", this.root).replaceChildren(...rows.flat().map((button) => {
      const key = make("button", "", button.text ?? button);
      key.onclick = async () => {
        const location = button.request_location ? await pickSpot() : undefined;
        if (button.request_location && !location) return;
        this.act("press", { label: button.text ?? button, ...(location ? { location } : {}) });
      };
      return key;
    }));
  }

  pin() {
    const bar = $(".pinned", this.root);
    const pinned = (this.group?.pinned ?? []).map((id) => this.nodes.get(id)).filter(Boolean).at(-1);
    bar.hidden = !pinned;
    if (pinned) {
      bar.textContent = `📌 ${plain(pinned.message).split("\n")[0]}`;
      bar.onclick = () => pinned.scrollIntoView({ behavior: "smooth", block: "center" });
    }
  }

  hold(input, as) {
    const kept = this.held?.as === as ? this.held.files : [];
    this.held = { files: [...kept, ...input.files], as };
    input.value = "";
    this.telling();
  }

  async say() {
    const field = $("textarea", this.root), text = field.value.trim();
    if (this.held?.files.length) {
      const form = new FormData();
      const reply = this.answers ? { reply_to: this.answers.message_id } : {};
      for (const [name, value] of Object.entries({ ...this.where(), as: this.held.as, caption: text, ...reply })) form.append(name, value);
      for (const one of this.held.files) form.append("file", one, one.name);
      this.held = this.answers = null;
      this.telling();
      field.value = "";
      try { await call("upload", form); } catch (error) { this.tell(error.message); }
    } else if (text) {
      const reply = this.answers ? { reply_to: this.answers.message_id } : {};
      field.value = "";
      this.answers = null;
      this.telling();
      await this.act("send", { text, ...reply });
    }
  }

  async act(path, more) {
    try { await call(path, { ...this.where(), ...more }); } catch (error) { this.tell(error.message); }
  }

  tell(text) {
    const bar = $(".answer", this.root);
    bar.replaceChildren(make("span", "", text));
    bar.classList.add("shown");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => bar.classList.remove("shown"), 3500);
  }
}

// --- pieces of a message ---

const plain = (message) => message.text ?? message.caption ?? (message.photo ? says("🖼 照片", "🖼 photo") : message.location ? says("📍 位置", "📍 place") : message.document ? says("📎 文件", "📎 file") : "…");
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote", text_link: "a" };

function rich(text, entities) {
  // Entities count in UTF-16 units, as JavaScript does; nested ones are inside the one before.
  const build = (from, to, list) => {
    const parts = [];
    let at = from;
    for (let i = 0; i < list.length; i++) {
      const one = list[i], end = one.offset + one.length;
      if (one.offset < at) continue;
      if (one.offset > at) parts.push(...links(text.slice(at, one.offset)));
      const node = make(TAGS[one.type] ?? "span");
      if (one.url) { node.href = one.url; node.target = "_blank"; node.rel = "noopener"; }
      node.append(...build(one.offset, end, list.slice(i + 1).filter((other) => other.offset >= one.offset && other.offset + other.length <= end)));
      parts.push(node);
      at = end;
    }
    if (at < to) parts.push(...links(text.slice(at, to)));
    return parts;
  };
  return build(0, text.length, entities);
}

function links(text) {
  return text.split(/(https?:\/\/[\w./?=&%#:-]+)/).filter(Boolean).map((part) => {
    if (!/^https?:/.test(part)) return part;
    const link = Object.assign(make("a", "", part), { href: part, target: "_blank", rel: "noopener" });
    const start = part.match(/t\.me\/\w+\?start=([\w-]+)/);
    if (start) link.onclick = (event) => { event.preventDefault(); takeUp(start[1], event.target.closest(".phone")); };
    return link;
  });
}

// An invitation opened by a click: by somebody new, or by whoever holds the phone it was clicked on when that is not who made it.
async function takeUp(payload) {
  const name = prompt(says("由谁打开？写个新名字", "Who opens it? A new name"), says("新同事", "New colleague"));
  if (!name) return;
  const { id } = await call("people", { first_name: name, language_code: lang });
  state = await call("state");
  open({ person: id });
  await call("send", { from: id, text: `/start ${payload}` });
}

function photo(sizes, phone) {
  const image = make("img"), { width, height } = sizes.at(-1);
  Object.assign(image, { width, height });
  image.src = `/sim/file?id=${sizes.at(-1).file_id}`;
  image.onload = () => { if (phone.atEnd) phone.log.scrollTop = phone.log.scrollHeight; };
  image.alt = "照片";
  image.onclick = () => { $("#picture img").src = image.src; $("#picture").showModal(); };
  return image;
}

function fileLink(document_) {
  const link = make("a", "", `📎 ${document_.file_name ?? "file"}（${Math.ceil(document_.file_size / 1024)} KB）`);
  link.href = `/sim/file?id=${document_.file_id}`;
  link.download = document_.file_name ?? "file";
  return link;
}

// --- the map ---

let shapes = null;

async function loadMap() {
  shapes ??= (await call("map")).features;
  const corners = shapes.flatMap((one) => one.geometry.coordinates[0]);
  if (!corners.length) for (const lon of [120.1, 120.2]) for (const lat of [30.2, 30.3]) corners.push([lon, lat]);
  const lons = corners.map((one) => one[0]), lats = corners.map((one) => one[1]);
  const pad = (Math.max(...lons) - Math.min(...lons)) * 0.06;
  return { west: Math.min(...lons) - pad, east: Math.max(...lons) + pad, south: Math.min(...lats) - pad, north: Math.max(...lats) + pad };
}

function drawMap(box, wide, mark) {
  const stretch = Math.cos((box.north * Math.PI) / 180), high = (wide * (box.north - box.south)) / ((box.east - box.west) * stretch);
  const x = (lon) => ((lon - box.west) / (box.east - box.west)) * wide, y = (lat) => ((box.north - lat) / (box.north - box.south)) * high;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
  const parts = shapes.map((one) => {
    const ring = one.geometry.coordinates[0], path = ring.map(([lon, lat]) => `${x(lon).toFixed(1)},${y(lat).toFixed(1)}`).join(" ");
    const middle = ring.slice(1).reduce((sum, [lon, lat]) => [sum[0] + x(lon) / (ring.length - 1), sum[1] + y(lat) / (ring.length - 1)], [0, 0]);
    const hue = (parseInt(one.properties.community, 10) * 67 + 90) % 360;
    return `<polygon points="${path}" fill="hsl(${hue} 45% 90%)" stroke="#fff" stroke-width="2"/><text x="${middle[0]}" y="${middle[1]}" text-anchor="middle" dominant-baseline="middle" font-size="${wide > 400 ? 15 : 0}" fill="#4a5a68">${String(one.properties.code).replace(/[<&]/g, "")}</text>`;
  });
  if (!shapes.length) for (let i = 1; i < 10; i++) parts.push(`<path d="M${(wide * i) / 10} 0V${high}M0 ${(high * i) / 10}H${wide}" stroke="#cfdbe3"/>`);
  if (mark) parts.push(`<circle cx="${x(mark.longitude)}" cy="${y(mark.latitude)}" r="9" fill="#c0392b" stroke="#fff" stroke-width="3"/>`);
  svg.innerHTML = parts.join("");
  return { svg, spot: (event) => {
    const frame = svg.getBoundingClientRect();
    return { longitude: +(box.west + ((event.clientX - frame.left) / frame.width) * (box.east - box.west)).toFixed(6),
      latitude: +(box.north - ((event.clientY - frame.top) / frame.height) * (box.north - box.south)).toFixed(6) };
  } };
}

async function pickSpot() {
  const box = await loadMap(), { svg, spot } = drawMap(box, 760), dialog = $("#map");
  $(".canvas", dialog).replaceChildren(svg);
  return new Promise((resolve) => {
    svg.onclick = (event) => { const found = spot(event); dialog.close(); resolve(found); };
    dialog.onclose = () => resolve(null);
    dialog.showModal();
  });
}

function spotImage(where) {
  const holder = make("span", "place");
  loadMap().then(() => {
    const reach = 0.006, box = { west: where.longitude - reach * 1.7, east: where.longitude + reach * 1.7, south: where.latitude - reach * 0.72, north: where.latitude + reach * 0.72 };
    const { svg } = drawMap(box, 300, where);
    svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
    svg.style.cssText = "width:100%;height:100%;border-radius:10px";
    holder.append(svg);
  });
  return holder;
}

// --- sample photos ---

function pickSample(phone) {
  const dialog = $("#samples"), seed = Math.floor(Math.random() * 8);
  $(".grid", dialog).replaceChildren(...state.scenes.flatMap((one) => [0, 1].map((after) => {
    const label = `${one[lang]}${after ? says("（处置后）", " (after)") : ""}`, figure = make("button", "sample");
    figure.type = "button";
    figure.dataset.scene = `${one.name}${after ? "-after" : ""}`;
    const source = `/sim/scene?name=${one.name}&after=${after}&seed=${seed}`;
    figure.append(Object.assign(make("img"), { src: source, alt: label, loading: "lazy" }), make("span", "", label));
    figure.onclick = async () => {
      const body = await (await fetch(source)).blob();
      phone.held = { files: [...(phone.held?.files ?? []), new File([body], `${one.name}.jpg`, { type: "image/jpeg" })], as: "photo" };
      dialog.close();
      phone.telling();
    };
    return figure;
  })));
  dialog.showModal();
}

// --- what has been seen ---

const seen = new Map(Object.entries(JSON.parse(localStorage.getItem("seen") ?? "{}")));
const placeKey = (person, place) => `${person}/${place.chat}/${place.thread ?? ""}`;
const unread = (person, place) => Math.max(0, place.count - (seen.get(placeKey(person, place)) ?? 0));
function keepSeen() { localStorage.setItem("seen", JSON.stringify(Object.fromEntries(seen))); }

// --- 试一试 ①–⑥ ---

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
const trial = JSON.parse(localStorage.getItem("trial") ?? '{"step":0}');

function lookAtStrip() {
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

function drawStrip() {
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

// --- the page ---

function tick() {
  const now = state.now + (performance.now() - state.asked) / 1000;
  const day = new Date(now * 1000).toLocaleDateString(says("zh-CN", "en-GB"), { month: "numeric", day: "numeric", weekday: "short", timeZone: state.zone ?? undefined });
  $("#clock").textContent = `${day} ${clock(now)}`;
}
setInterval(tick, 5000);

$("#later").onclick = async (event) => {
  event.target.disabled = true;
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: state.zone ?? undefined }).formatToParts(new Date(state.now * 1000));
  const [hour, minute, second] = ["hour", "minute", "second"].map((type) => +parts.find((one) => one.type === type).value);
  const passed = (hour % 24) * 3600 + minute * 60 + second, until = 18 * 3600 + 5;
  const at = new Date((state.now + until - passed + (passed >= until ? 86400 : 0)) * 1000).toISOString();
  try { await call("clock", { at }); await fresh(); } finally { event.target.disabled = false; }
};

function words() {
  document.documentElement.lang = says("zh-CN", "en");
  $("#lang").textContent = says("EN", "中文");
  $("#later").textContent = says("⏩ 到 18:00", "⏩ to 18:00");
  $("#add").textContent = says("＋ 手机", "＋ phone");
  $("#newcomer").textContent = says("＋ 新人", "＋ person");
  $("h1 small").textContent = says("演示", "a demo");
  document.documentElement.style.setProperty("--nothing", JSON.stringify(says("还没有消息。发一张照片、一句话，或发送 /start", "Nothing yet. Send a photo, a sentence, or /start")));
  document.querySelectorAll("dialog form > button").forEach((one) => { one.textContent = says("关闭", "Close"); });
  $("#map p").textContent = says("点一下地图，就在那里", "Tap the map where you are");
  $("#samples p").textContent = says("样片（画的）：处置前、处置后", "Sample photos (drawn): before and after");
}
$("#lang").onclick = () => { lang = says("en", "zh"); localStorage.setItem("lang", lang); words(); tick(); drawStrip(); phones.forEach((one) => one.turn()); };

async function fresh() {
  state = await call("state");
  state.asked = performance.now();
  tick();
}


function alertBox(text) { $("#alert p").textContent = text; $("#alert").showModal(); }
function remember() { localStorage.setItem("phones", JSON.stringify(phones.map(({ person, chat, thread }) => ({ person, chat, thread })))); }

function wanted() {
  const known = new Set(state.people.map((one) => one.id));
  const kept = JSON.parse(localStorage.getItem("phones") ?? "[]").filter((one) => known.has(one.person));
  if (kept.length) return kept;
  return state.phones.length ? state.phones : state.people.slice(0, 3).map((one) => ({ person: one.id }));
}

function open(given) { const phone = new Phone(given); phones.push(phone); remember(); }

$("#add").onclick = () => { const last = phones.at(-1); open({ person: last?.person ?? state.people[0]?.id }); $("#phones").scrollLeft = 1e6; };
$("#newcomer").onclick = async () => {
  const name = prompt("名字 / name", "新居民");
  if (!name) return;
  const { id } = await call("people", { first_name: name, language_code: /[\u4e00-\u9fff]/.test(name) ? "zh" : "en" });
  state = await call("state");
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
        if (bare() !== before) phones.forEach((one) => one.menus());
        phones.forEach((one) => one.refresh());
      }
    } catch { await new Promise((resolve) => setTimeout(resolve, 1500)); }
  }
}

await fresh();
words();
wanted().forEach((one) => phones.push(new Phone(one)));
trial.begun ??= Math.floor(state.now) - 1;
drawStrip();
live();
