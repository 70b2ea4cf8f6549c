// The conversation as drawn: each line once, in order, whatever order it comes in.

import { drawCard, standsOnCard } from "./cards.js";
import { by, files, make, own, words } from "./page.js";

const list = by("lines");
const chat = by("chat");
const known = new Map(); // message id → entry
const pending = new Map(); // message id → {line, state, retry}
const previews = new Map(); // message id → object URL
let readUntil = 0;
let drawnBefore = false;

const clock = new Intl.DateTimeFormat("th-TH", { hour: "2-digit", minute: "2-digit", hour12: false });
const date = new Intl.DateTimeFormat("th-TH", { weekday: "short", day: "numeric", month: "short", year: "numeric" });
const dayOf = (at) => new Date(at).toDateString();

export const handlers = { tap() {}, options() {} };

export function preview(id, url) {
  previews.set(id, url);
}

export function put(entry) {
  known.set(entry.line.id, entry);
  pending.delete(entry.line.id);
  if (entry.line.by === "coach") readUntil = Math.max(readUntil, entry.n);
}

export function putPending(line, state = "sending", retry = null) {
  if (!known.has(line.id)) pending.set(line.id, { line, state, retry });
}

export function markRead() {
  readUntil = Math.max(readUntil, ...[...known.values()].map((entry) => entry.n));
}

export function clear() {
  known.clear();
  pending.clear();
}

export const isEmpty = () => known.size + pending.size === 0;

export function sorted() {
  return [...known.values()].sort((one, two) => one.n - two.n);
}

/** The choices that are still open: those of the coach's newest lines, unless they stand on a card. */
export function choices() {
  if (pending.size) return [];
  for (const { line } of sorted().reverse()) {
    if (line.by === "officer") return [];
    if ((line.buttons ?? []).length) return standsOnCard(line) ? [] : line.buttons;
  }
  return [];
}

export function draw() {
  const atEnd = isAtEnd();
  const wanted = rows();
  const have = new Map([...list.children].map((item) => [item.dataset.key, item]));
  let before = null;
  for (const row of wanted) {
    let item = have.get(row.key);
    if (!item || item.dataset.look !== row.look) {
      const made = row.make();
      made.dataset.key = row.key;
      made.dataset.look = row.look;
      if (!item && drawnBefore) made.classList.add("fresh");
      if (item) item.replaceWith(made);
      item = made;
    }
    have.delete(row.key);
    const place = before ? before.nextSibling : list.firstChild;
    if (item !== place) list.insertBefore(item, place);
    before = item;
  }
  for (const gone of have.values()) gone.remove();
  drawnBefore ||= wanted.length > 0;
  if (atEnd) toEnd();
}

export const isAtEnd = () => chat.scrollHeight - chat.scrollTop - chat.clientHeight < 90;

export function toEnd() {
  chat.scrollTop = chat.scrollHeight;
}

function rows() {
  const found = [];
  let day = "";
  let who = "";
  const entries = sorted().map((entry) => ({ line: entry.line, n: entry.n, state: "" }));
  for (const one of pending.values()) entries.push({ ...one, n: Infinity });
  entries.forEach((entry, at) => {
    if (dayOf(entry.line.since) !== day) {
      day = dayOf(entry.line.since);
      who = "";
      found.push(dayRow(day, entry.line.since));
    }
    const first = entry.line.by !== who || entry.line.kind === "gone";
    const next = entries[at + 1];
    const last = !next || next.line.by !== entry.line.by || minute(next) !== minute(entry);
    who = entry.line.kind === "gone" ? "" : entry.line.by;
    found.push(lineRow(entry, first, last));
  });
  return found;
}

const minute = (entry) => clock.format(new Date(entry.line.since));

function dayRow(day, at) {
  return { key: `day ${day}`, look: dayName(at), make: () => make("li", "day", dayName(at)) };
}

function dayName(at) {
  const now = new Date();
  if (dayOf(at) === now.toDateString()) return words.today;
  now.setDate(now.getDate() - 1);
  return dayOf(at) === now.toDateString() ? words.yesterday : date.format(new Date(at));
}

function lineRow(entry, first, last) {
  const { line } = entry;
  const read = line.by === "officer" && entry.n <= readUntil;
  const look = [line.kind ?? "text", line.text, first, last, read, entry.state].join("|");
  return { key: line.id, look, make: () => drawLine(entry, first, last, read) };
}

function drawLine(entry, first, last, read) {
  const { line } = entry;
  const kind = line.kind ?? "text";
  if (kind === "gone") return make("li", "line gone", words.unsent);
  const bare = line.card || !["text", "tap"].includes(kind);
  const item = make("li", `line ${line.by}${first ? " first" : ""}${bare ? " bare" : ""}`);
  const bubble = make("div", "bubble");
  bubble.append(make("span", "sr", `${line.by === "coach" ? words.coach : words.you}: `));
  bubble.append(content(line, kind));
  item.append(bubble, meta(entry, last, read));
  if (line.by === "officer" && entry.state === "" && !["sticker", "tap"].includes(kind)) addOptions(item, bubble, line);
  return item;
}

function content(line, kind) {
  if (line.card) return drawCard(line, (button) => handlers.tap(button));
  if (kind === "sticker") return sticker(line.ref);
  if (kind === "image") return photo(line);
  if (kind === "text" || kind === "tap") return document.createTextNode(line.text);
  const link = make("a", "filed", line.text || words.file);
  link.href = `${own}/file/${encodeURIComponent(line.ref)}`;
  link.download = "";
  return link;
}

function sticker(name) {
  const drawn = make("img", "sticker");
  drawn.src = `${files}/stickers/${encodeURIComponent(name)}.svg`;
  drawn.alt = words[`sticker_${name}`] ?? "";
  drawn.width = drawn.height = 128;
  return drawn;
}

function photo(line) {
  const shown = make("img", "photo");
  shown.alt = words.picture;
  shown.src = previews.get(line.id) ?? `${own}/file/${encodeURIComponent(line.ref)}`;
  shown.addEventListener("load", () => { if (isAtEnd() || shown.closest("li")?.nextSibling === null) toEnd(); });
  shown.addEventListener("error", () => shown.replaceWith(make("span", "filed", words.picture_gone)), { once: true });
  return shown;
}

function meta(entry, last, read) {
  const side = make("div", "meta");
  if (entry.state === "sending") side.append(make("span", "", words.sending));
  if (entry.state === "failed") {
    const again = make("button", "retry", `${words.not_sent} · ${words.again}`);
    again.type = "button";
    again.addEventListener("click", entry.retry);
    side.append(again);
  }
  if (entry.state) return side;
  if (read && last) side.append(make("span", "", words.read));
  if (last) {
    const time = make("time", "", clock.format(new Date(entry.line.since)));
    time.dateTime = entry.line.since;
    side.append(time);
  }
  return side;
}

function addOptions(item, bubble, line) {
  const more = make("button", "more");
  more.type = "button";
  more.append(by("more").content.cloneNode(true), make("span", "sr", words.options));
  more.addEventListener("click", () => handlers.options(line, more));
  item.append(more);
  let timer = 0;
  const stop = () => clearTimeout(timer);
  bubble.addEventListener("pointerdown", () => {
    stop();
    timer = setTimeout(() => handlers.options(line, more), 550);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave", "pointermove"]) bubble.addEventListener(end, stop);
  bubble.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    stop();
    handlers.options(line, more);
  });
}
