// What its owner does with the phone: sent in order, each until the server has it, with one id.

import * as lines from "./lines.js";
import { freshId, limits, own, post, wait, words } from "./page.js";

const PAUSES = [0, 700, 2000, 5000];
let queue = Promise.resolve();
let onChange = () => {};
let onTrouble = () => {};

export function listen(changed, trouble) {
  onChange = changed;
  onTrouble = trouble;
}

export function send(event) {
  const id = freshId();
  const body = JSON.stringify({ ...event, id });
  const line = shownAs(event, `web:${id}`);
  later(line, () => post(`${own}/say`, body, { "content-type": "application/json" }));
}

export function sendFile(file) {
  const kind = ["image", "audio", "video"].find((one) => file.type.startsWith(`${one}/`)) ?? "file";
  const most = limits[kind === "audio" ? "voice" : kind];
  if (file.size > most * 1024 * 1024) {
    onTrouble(words.too_large.replace("{most}", `${most} MB`));
    return;
  }
  const id = freshId();
  const type = file.type || "application/octet-stream";
  const headers = { "content-type": type, "x-id": id, "x-name": encodeURIComponent(file.name.slice(-60)) };
  if (kind === "image") lines.preview(`web:${id}`, URL.createObjectURL(file));
  const line = { ...base(`web:${id}`), kind, text: file.name, ref: `web:${id}` };
  later(line, () => post(`${own}/file`, file, headers));
}

const base = (id) => ({ id, by: "officer", since: new Date().toISOString() });

function shownAs(event, id) {
  if (event.type === "text" || event.type === "tap") return event.text ? { ...base(id), kind: event.type, text: event.text } : null;
  if (event.type === "sticker") return { ...base(id), kind: "sticker", ref: event.sticker };
  return null;
}

function later(line, attempt) {
  if (line) lines.putPending(line);
  onChange(true);
  queue = queue.then(() => deliver(line, attempt));
}

async function deliver(line, attempt) {
  const trouble = await tried(attempt);
  if (!trouble) return;
  onTrouble(trouble);
  if (line) {
    const again = () => later(line, attempt);
    lines.putPending(line, "failed", again);
  }
  onChange(false);
}

/** Undefined once it arrived, else what to tell. */
async function tried(attempt) {
  for (const pause of PAUSES) {
    await wait(pause);
    try {
      const answer = await attempt();
      if (answer.ok) return undefined;
      if (answer.status === 429) return words.too_fast;
      if (answer.status === 413) return words.too_large.replace("{most}", `${limits.file} MB`);
      if (answer.status < 500) return words.not_sent;
    } catch {
      // no connection: again after a pause
    }
  }
  return words.not_sent;
}
