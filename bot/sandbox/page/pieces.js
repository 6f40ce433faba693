// Pieces of a message: words with their marks and links, pictures, files.

import { open } from "./phone.js";
import { $, call, fresh, lang, make, says } from "./world.js";

export const plain = (message) => message.text ?? message.caption ?? (message.photo ? says("🖼 照片", "🖼 photo") : message.location ? says("📍 位置", "📍 place") : message.document ? says("📎 文件", "📎 file") : message.voice || message.audio ? says("🎤 语音", "🎤 voice") : message.video || message.video_note ? says("🎬 视频", "🎬 video") : "…");
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote", text_link: "a", text_mention: "b" };

export function rich(text, entities) {
  // Entities count in UTF-16 units, as JavaScript does; nested ones are inside the one before.
  const build = (from, to, list) => {
    const parts = [];
    let at = from;
    for (let i = 0; i < list.length; i++) {
      const one = list[i], end = one.offset + one.length;
      if (one.offset < at) continue;
      if (one.offset > at) parts.push(...links(text.slice(at, one.offset)));
      const node = make(TAGS[one.type] ?? "span");
      if (one.type === "expandable_blockquote") { node.className = "folded"; node.onclick = () => node.classList.toggle("folded"); }
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
  await fresh();
  open({ person: id });
  await call("send", { from: id, text: `/start ${payload}` });
}

export function photo(sizes, phone) {
  const image = make("img"), { width, height } = sizes.at(-1);
  Object.assign(image, { width, height });
  image.src = `/sim/file?id=${sizes.at(-1).file_id}`;
  image.onload = () => { if (phone.atEnd) phone.log.scrollTop = phone.log.scrollHeight; };
  image.alt = "照片";
  image.onclick = () => { $("#picture img").src = image.src; $("#picture").showModal(); };
  return image;
}

export function fileLink(document_) {
  const link = make("a", "", `📎 ${document_.file_name ?? "file"}（${Math.ceil(document_.file_size / 1024)} KB）`);
  link.href = `/sim/file?id=${document_.file_id}`;
  link.download = document_.file_name ?? "file";
  return link;
}

export function alertBox(text) { $("#alert p").textContent = text; $("#alert").showModal(); }
