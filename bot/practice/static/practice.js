// The practice room's page: a phone, and a panel to choose who holds it.

import * as lines from "./lines.js";
import { base, by, make, own, post, wait, words } from "./page.js";
import { listen, send, sendFile } from "./sending.js";

const [chat, quick, typing, write, sendButton] = ["chat", "quick", "typing", "write", "send"].map(by);
const TYPING_LASTS = 9000;
let typingTimer = 0;

function refresh(jump = false) {
  const atEnd = jump || lines.isAtEnd();
  lines.draw();
  by("empty").hidden = !lines.isEmpty();
  drawChoices();
  if (atEnd) lines.toEnd();
  by("newest").hidden = lines.isAtEnd();
}

function drawChoices() {
  const open = lines.choices().slice(0, 13);
  const look = JSON.stringify(open);
  if (quick.dataset.look === look) return;
  quick.dataset.look = look;
  quick.hidden = open.length === 0;
  quick.replaceChildren(...open.map((button) => {
    const made = make("button", "", button.label);
    made.type = "button";
    made.title = button.label;
    made.addEventListener("click", () => tap(button));
    return made;
  }));
}

function tap(button) {
  chat.focus({ preventScroll: true });
  send({ type: "tap", button: button.id, text: button.label });
}

function showTyping(shown) {
  const atEnd = lines.isAtEnd();
  clearTimeout(typingTimer);
  typing.hidden = !shown;
  if (shown) typingTimer = setTimeout(() => showTyping(false), TYPING_LASTS);
  if (shown && atEnd) lines.toEnd();
}

// --- what the server tells ---------------------------------------------------------------------

function hear(news) {
  if (news.type === "typing") {
    lines.markRead();
    showTyping(true);
  } else if (news.type === "anew") {
    lines.clear();
  } else if (news.type === "entry") {
    if (news.entry.line.by === "coach") showTyping(false);
    lines.put(news.entry);
  }
  refresh();
}

function follow(after) {
  const stream = new EventSource(`${own}/live?after=${after}`);
  stream.onmessage = (message) => hear(JSON.parse(message.data));
  stream.onopen = () => { by("offline").hidden = true; };
  stream.onerror = () => { setTimeout(() => { by("offline").hidden = stream.readyState === EventSource.OPEN; }, 2500); };
  addEventListener("pagehide", () => stream.close());
}

async function begin() {
  const { entries } = await (await fetch(`${own}/chat`)).json();
  entries.forEach(lines.put);
  refresh(true);
  follow(entries.length ? entries[entries.length - 1].n : 0);
}

// --- writing ------------------------------------------------------------------------------------

function grow() {
  write.style.height = "auto";
  write.style.height = `${write.scrollHeight + 2}px`;
  sendButton.disabled = !write.value.trim();
}

function sendTyped() {
  const text = write.value.trim();
  if (!text) return;
  send({ type: "text", text });
  write.value = "";
  grow();
  write.focus();
}

function openTray(name) {
  for (const button of document.querySelectorAll("[data-tray]")) {
    const open = button.dataset.tray === name && button.getAttribute("aria-expanded") === "false";
    button.setAttribute("aria-expanded", String(open));
    by(`${button.dataset.tray}-tray`).hidden = !open;
  }
  lines.toEnd();
}

function setUpWriting() {
  write.addEventListener("input", grow);
  write.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    sendTyped();
  });
  by("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    sendTyped();
  });
  by("pick").addEventListener("click", () => by("file").click());
  by("file").addEventListener("change", () => {
    [...by("file").files].forEach(sendFile);
    by("file").value = "";
  });
  document.querySelectorAll("[data-tray]").forEach((button) => button.addEventListener("click", () => openTray(button.dataset.tray)));
  document.querySelectorAll("[data-sticker]").forEach((button) => button.addEventListener("click", () => {
    openTray("");
    send({ type: "sticker", sticker: button.dataset.sticker });
  }));
  document.querySelectorAll("[data-button]").forEach((button) => button.addEventListener("click", () => {
    openTray("");
    tap({ id: button.dataset.button, label: button.textContent.trim() });
  }));
  by("start").addEventListener("click", () => {
    by("empty").hidden = true;
    showTyping(true);
    send({ type: "follow" });
    write.focus({ preventScroll: true });
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") openTray(""); });
}

// --- taking back ----------------------------------------------------------------------------------

function setUpOptions() {
  const dialog = by("options");
  let chosen = null;
  lines.handlers.options = (line) => {
    chosen = line;
    if (!dialog.open) dialog.showModal();
  };
  by("unsend").addEventListener("click", () => {
    dialog.close();
    if (chosen) send({ type: "unsend", of: chosen.id });
  });
  by("cancel").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

// --- the panel --------------------------------------------------------------------------------------

function setUpPanel() {
  const panel = by("panel");
  const open = (shown) => {
    panel.classList.toggle("open", shown);
    by(shown ? "close-people" : "open-people").focus();
  };
  by("open-people").addEventListener("click", () => open(true));
  by("close-people").addEventListener("click", () => open(false));
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") open(false); });
  by("anew")?.addEventListener("click", () => goTo(`${base}/new`));
  by("coach")?.addEventListener("click", async () => {
    by("coach").disabled = true;
    by("coach-told").textContent = words.coach_waiting;
    if (!(await goTo(`${base}/coach`))) by("coach-told").textContent = words.coach_failed;
    by("coach").disabled = false;
  });
}

async function goTo(address) {
  try {
    const answer = await post(address);
    if (answer.ok) location.href = (await answer.json()).to;
    return answer.ok;
  } catch {
    return false;
  }
}

async function watchSample() {
  const preparing = by("preparing");
  const made = [...document.querySelectorAll(".people a.made-up")];
  if (!preparing || preparing.hidden) return;
  made.forEach((link) => link.setAttribute("aria-disabled", "true"));
  for (let ready = false; !ready; await wait(800)) {
    try {
      const told = await (await fetch(`${base}/sample`)).json();
      by("progress").max = told.all || 1;
      by("progress").value = told.done;
      ready = told.ready || told.failed;
    } catch {
      // the server rests: ask again
    }
  }
  preparing.hidden = true;
  made.forEach((link) => link.removeAttribute("aria-disabled"));
}

let troubleTimer = 0;
function tell(trouble) {
  by("trouble").textContent = trouble;
  by("trouble").hidden = false;
  clearTimeout(troubleTimer);
  troubleTimer = setTimeout(() => { by("trouble").hidden = true; }, 6000);
}

lines.handlers.tap = tap;
listen(refresh, tell);
chat.addEventListener("scroll", () => { by("newest").hidden = lines.isAtEnd(); }, { passive: true });
by("newest").addEventListener("click", () => { lines.toEnd(); chat.focus(); });
new ResizeObserver(() => { if (by("newest").hidden) lines.toEnd(); }).observe(chat);
setUpWriting();
setUpOptions();
setUpPanel();
watchSample();
begin();
