// What the server told this page about itself, and how it speaks with the server.

const told = document.body.dataset;

export const words = JSON.parse(told.words);
export const limits = JSON.parse(told.limits);
export const files = told.static;
export const base = told.base;
export const own = `${told.base}/as/${told.who}`;
export const by = (id) => document.getElementById(id);
export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

export function post(address, body, headers = {}) {
  return fetch(address, { method: "POST", body, headers: { "x-practice": told.token, ...headers } });
}

export function make(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
