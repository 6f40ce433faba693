// Phones side by side: each shows one chat as one person sees it, and lets them act. One long poll tells all of them of news.

const $ = (selector, root = document) => root.querySelector(selector);
const make = (tag, className = "", text = "") => Object.assign(document.createElement(tag), { className, textContent: text });
let state = { bots: [], people: [], chats: [], phones: [] };
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
    Object.assign(this, { person, chat: chat ?? person, thread, nodes: new Map(), seq: 0, busy: false });
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
    at(".who").onchange = (event) => { this.person = +event.target.value; this.chat = this.person; this.thread = null; this.turn(); };
    at(".chat").onchange = (event) => { this.chat = +event.target.value; this.thread = this.group?.topics[0]?.thread ?? null; this.turn(); };
    at(".topic").onchange = (event) => { this.thread = +event.target.value || null; this.turn(); };
    at(".close").onclick = () => { phones.splice(phones.indexOf(this), 1); this.root.remove(); remember(); };
    at(".say").onsubmit = (event) => { event.preventDefault(); this.say(); };
    at("textarea").onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.say(); } };
    at(".photos").onchange = (event) => this.hold(event.target, "photo");
    at(".files").onchange = (event) => this.hold(event.target, "document");
    at(".where").onclick = async () => { const spot = await pickSpot(); if (spot) this.act("send", { location: spot }); };
  }

  turn() { remember(); this.menus(); this.reload(); }

  menus() {
    const fill = (select, rows, chosen) => {
      select.replaceChildren(...rows.map(([value, text]) => Object.assign(make("option", "", text), { value, selected: value === chosen })));
    };
    fill($(".who", this.root), state.people.map((one) => [one.id, one.username ? `${one.first_name} · ${one.username}` : one.first_name]), this.person);
    const groups = state.chats.filter((one) => one.members.some((member) => member.id === this.person));
    fill($(".chat", this.root), [[this.person, `私聊 @${state.bots[0]?.username ?? "bot"}`], ...groups.map((one) => [one.id, one.title])], this.chat);
    const topics = this.group?.topics ?? [];
    $(".topic", this.root).hidden = !topics.length;
    fill($(".topic", this.root), [...topics.map((one) => [one.thread, one.name])], this.thread);
    $("textarea", this.root).placeholder = topics.length ? `在话题里说…` : "说点什么…";
  }

  where() { return { from: this.person, chat: this.chat, ...(this.thread ? { thread: this.thread } : {}) }; }

  async reload() { this.nodes.clear(); this.log.replaceChildren(); this.seq = 0; await this.refresh(); }

  async refresh() {
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    try {
      const { chat, person, thread } = this;
      const query = new URLSearchParams({ chat, as: person, ...(thread ? { thread } : {}), ...(this.seq ? { after: this.seq } : {}) });
      const seen = await call(`messages?${query}`);
      if (chat !== this.chat || person !== this.person || thread !== this.thread) { this.again = true; this.seq = 0; return; }
      const low = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
      this.atEnd = low || !this.seq;
      for (const id of seen.deleted) { this.nodes.get(id)?.remove(); this.nodes.delete(id); }
      for (const message of seen.messages) this.show(message);
      this.keys(seen.keyboard);
      this.pin();
      if (seen.messages.length && this.atEnd) this.log.scrollTop = this.log.scrollHeight;
      this.seq = seen.seq;
    } catch (error) { this.tell(error.message); } finally {
      this.busy = false;
      if (this.again) { this.again = false; this.refresh(); }
    }
  }

  show(message) {
    const node = this.draw(message), old = this.nodes.get(message.message_id);
    this.nodes.set(message.message_id, node);
    if (old) old.replaceWith(node); else this.log.append(node);
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
    const time = new Date((message.edit_date ?? message.date) * 1000).toTimeString().slice(0, 5);
    if (message.text || message.caption || message.document) bubble.append(make("span", "time", message.edit_date && own ? `已编辑 ${time}` : time));
    node.append(bubble);
    const rows = message.reply_markup?.inline_keyboard ?? [];
    if (rows.length) node.append(this.inline(message, rows));
    return node;
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
      if (said.message_id) { this.chat = this.person; this.thread = null; this.turn(); }
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
    this.held = { files: [...input.files], as };
    input.value = "";
    const ready = $(".ready", this.root);
    ready.hidden = !this.held.files.length;
    ready.textContent = `已选 ${this.held.files.length} 个，可写说明，按 ➤ 发送`;
    $("textarea", this.root).focus();
  }

  async say() {
    const field = $("textarea", this.root), text = field.value.trim();
    if (this.held?.files.length) {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...this.where(), as: this.held.as, caption: text })) form.append(name, value);
      for (const one of this.held.files) form.append("file", one, one.name);
      this.held = null;
      $(".ready", this.root).hidden = true;
      field.value = "";
      try { await call("upload", form); } catch (error) { this.tell(error.message); }
    } else if (text) {
      field.value = "";
      await this.act("send", { text });
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

const plain = (message) => message.text ?? message.caption ?? (message.photo ? "🖼 照片" : message.location ? "📍 位置" : message.document ? "📎 文件" : "…");
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote", text_link: "a" };

function rich(text, entities) {
  // Entities count in UTF-16 units, as JavaScript does; nested ones are inside the one before.
  const build = (from, to, list) => {
    const parts = [];
    let at = from;
    for (let i = 0; i < list.length; i++) {
      const one = list[i], end = one.offset + one.length;
      if (one.offset < at) continue;
      if (one.offset > at) parts.push(text.slice(at, one.offset));
      const node = make(TAGS[one.type] ?? "span");
      if (one.url) { node.href = one.url; node.target = "_blank"; node.rel = "noopener"; }
      node.append(...build(one.offset, end, list.slice(i + 1).filter((other) => other.offset >= one.offset && other.offset + other.length <= end)));
      parts.push(node);
      at = end;
    }
    if (at < to) parts.push(text.slice(at, to));
    return parts;
  };
  return build(0, text.length, entities);
}

function photo(sizes, phone) {
  const image = make("img");
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

// --- the page ---

function alertBox(text) { $("#alert p").textContent = text; $("#alert").showModal(); }
function remember() { localStorage.setItem("phones", JSON.stringify(phones.map(({ person, chat, thread }) => ({ person, chat, thread })))); }

function wanted() {
  const known = new Set(state.people.map((one) => one.id));
  const kept = JSON.parse(localStorage.getItem("phones") ?? "[]").filter((one) => known.has(one.person));
  if (kept.length) return kept;
  return state.phones.length ? state.phones : state.people.slice(0, 3).map((one) => ({ person: one.id }));
}

function open(given) { phones.push(new Phone(given)); remember(); }

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
        const before = JSON.stringify(state);
        state = await call("state");
        if (JSON.stringify(state) !== before) phones.forEach((one) => one.menus());
        phones.forEach((one) => one.refresh());
      }
    } catch { await new Promise((resolve) => setTimeout(resolve, 1500)); }
  }
}

state = await call("state");
wanted().forEach((one) => phones.push(new Phone(one)));
live();
