// One phone: a chat as one person sees it, and what they can do there.

import { pickSpot, spotImage } from "./map.js";
import { alertBox, fileLink, photo, plain, rich } from "./pieces.js";
import { player, record } from "./recordings.js";
import { pickSample } from "./samples.js";
import { lookAtStrip } from "./strip.js";
import { $, call, clock, fresh, keepSeen, lang, make, phones, placeKey, remember, says, seen, stamp, state, unread } from "./world.js";

export class Phone {
  constructor({ person, chat = null, thread = null }) {
    Object.assign(this, { person, chat: chat ?? person, thread, nodes: new Map(), seq: 0, turns: 0, busy: false });
    this.root = $("#phone").content.firstElementChild.cloneNode(true);
    $("#phones").append(this.root);
    this.log = $(".log", this.root);
    this.wire();
    this.menus();
    this.reload();
  }

  get blocked() { return !this.group && state.people.find((one) => one.id === this.person)?.blocked; }

  get group() { return state.chats.find((one) => one.id === this.chat); }

  wire() {
    const at = (selector) => $(selector, this.root);
    this.log.onscroll = () => { this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80; };
    at(".who").onchange = (event) => { this.person = +event.target.value; this.go(this.person, null); };
    at(".chat").onclick = () => this.list();
    at(".samples").onclick = () => pickSample(this);
    at(".self").onclick = (event) => this.ownMenu(event.currentTarget);
    at(".unblock").onclick = () => this.block(false);
    at(".close").onclick = () => { phones.splice(phones.indexOf(this), 1); this.root.remove(); remember(); };
    at(".say").onsubmit = (event) => { event.preventDefault(); this.say(); };
    at("textarea").onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.say(); } };
    at(".photos").onchange = (event) => this.hold(event.target, "photo");
    at(".voice").onclick = (event) => record(this, event.currentTarget);
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
      row.append(make("b", "", place.title || says("私聊 · 网格", "Private · the bot")), make("time", "", place.date ? stamp(place.date) : ""), make("span", "", place.last));
      if (fresh) row.append(make("i", "", fresh > 99 ? "99+" : `${fresh}`));
      row.onclick = () => this.go(place.chat, place.thread);
      return row;
    });
    for (const group of state.chats.filter((one) => one.left?.includes(this.person))) {
      const row = make("button", "place");
      row.append(make("b", "", group.title), make("time"), make("span", "", says("已退出，点一下重新加入", "left; tap to join again")));
      row.onclick = async () => { await call("join", { from: this.person, chat: group.id }); await fresh(); this.go(group.id, null); };
      rows.push(row);
    }
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
    fill($(".who", this.root), state.people.map((one) => [one.id, [one.first_name, one.about?.[lang] || one.username].filter(Boolean).join(" · ")]), this.person);
    const topic = this.group?.topics.find((one) => one.thread === this.thread);
    $(".chat", this.root).replaceChildren("☰ ", this.group ? `${this.group.title}${topic ? ` · ${topic.name}` : ""}` : says("私聊 · 网格", "Private · the bot") + (this.blocked ? says("（已拉黑）", " (blocked)") : ""));
    this.root.classList.toggle("blocked", Boolean(this.blocked));
    $(".unblock", this.root).textContent = says("解除拉黑", "Unblock the bot");
    $("textarea", this.root).placeholder = says("说点什么…", "Message");
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
    const played = player(message);
    if (played) {
      bubble.append(played);
      played.onload = played.onloadedmetadata = () => { if (this.atEnd) this.log.scrollTop = this.log.scrollHeight; };
    }
    if (!played && message.document) bubble.append(fileLink(message.document));
    if (message.location) bubble.append(spotImage(message.location));
    if (message.venue) bubble.append(`${message.venue.title} ${message.venue.address}\n`);
    if (message.contact) bubble.append(`📞 ${message.contact.phone_number}`);
    bubble.append(...rich(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities ?? []));
    const time = clock(message.edit_date ?? message.date);
    if (message.text || message.caption || message.document || played) bubble.append(make("span", "time", message.edit_date && own ? `${says("已编辑", "edited")} ${time}` : time));
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
      const acts = [["↩ " + says("回复", "Reply"), () => { this.answers = message; this.telling(); }],
        ["❤ " + says("点赞", "React"), () => this.act("react", { message_id: message.message_id, emoji: "❤" })],
        ["↪ " + says("转发给机器人", "Forward to the bot"), () => this.act("forward", { message_id: message.message_id })]];
      if (own && (message.text || message.caption)) acts.splice(1, 0, ["✎ " + says("编辑", "Edit"), () => {
        const words = prompt(says("改成", "Change to"), message.text ?? message.caption);
        if (words) this.act("edit", { message_id: message.message_id, ...(message.text ? { text: words } : { caption: words }) });
      }]);
      menu(button, acts);
    };
    return button;
  }

  // What somebody can do to the bot, or to a group they are in.
  ownMenu(button) {
    const leave = [says("退出本群", "Leave this group"), async () => { await this.act("leave", {}); await fresh(); this.go(this.person, null); }];
    const block = [this.blocked ? says("解除拉黑", "Unblock the bot") : says("拉黑机器人", "Block the bot"), () => this.block(!this.blocked)];
    menu(button, [this.group ? leave : block]);
  }

  async block(blocked) { await this.act("block", { blocked }); await fresh(); this.menus(); }

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
    const films = [...input.files].some((one) => one.type.startsWith("video/"));
    this.holds(input.files, as === "photo" && films ? "video" : as);
    input.value = "";
  }

  holds(files, as) {
    const kept = this.held?.as === as ? this.held.files : [];
    this.held = { files: [...kept, ...files], as };
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

function menu(button, acts) {
  const box = make("div", "menu");
  box.append(...acts.map(([label, act]) => Object.assign(make("button", "", label), { type: "button", onclick: () => { box.remove(); act(); } })));
  button.after(box);
  box.scrollIntoView({ block: "nearest" });
  setTimeout(() => document.addEventListener("click", () => box.remove(), { once: true }));
}

export function open(given) { const phone = new Phone(given); phones.push(phone); remember(); }
