// The coach's cards: a coloured title, one topic, and its buttons at the foot.

import { make, words } from "./page.js";

export const MOST_CARD_BUTTONS = 4;

export const standsOnCard = (line) =>
  Boolean(line.card) && (line.buttons ?? []).length <= MOST_CARD_BUTTONS;

export function drawCard(line, tap) {
  const { card } = line;
  const drawn = make("section", "card");
  const [kicker, title, inside] = parts(card);
  const head = make("header");
  if (kicker) head.append(make("small", "", kicker));
  head.append(make("h2", "", title));
  drawn.append(head, inside);
  const buttons = standsOnCard(line) ? line.buttons ?? [] : [];
  if (buttons.length) drawn.append(foot(buttons, tap));
  return drawn;
}

function parts(card) {
  if (card.type === "draft") return [words.card_draft, card.title, draft(card.lines)];
  if (card.type === "step") return [words.card_step, card.title, step(card)];
  return ["", words.card_progress, progress(card.rows)];
}

function pair(label, said, name = "") {
  const both = make("div", name);
  both.append(make("dt", "", label), make("dd", "", said));
  return both;
}

function draft(lines) {
  const list = make("dl", "inside");
  list.append(...lines.map(([label, quote]) => pair(label, quote)));
  return list;
}

function step({ reason, action }) {
  const list = make("dl", "inside");
  list.append(pair(words.card_step_reason, reason), pair(words.card_step_action, action, "do"));
  return list;
}

function progress(rows) {
  const all = make("div", "inside");
  for (const [number, title, share, confirmed] of rows) {
    const row = make("div", confirmed ? "row sure" : "row");
    const state = confirmed ? `✓ ${words.card_confirmed}` : `${share}%`;
    const track = make("div", "track");
    const filled = make("i");
    filled.style.width = `${Math.min(100, Math.max(0, share))}%`;
    track.append(filled);
    row.append(make("span", "", `${number} ${title}`.trim()), make("b", "", state), track);
    all.append(row);
  }
  return all;
}

function foot(buttons, tap) {
  const made = make("footer");
  for (const button of buttons) {
    const one = make("button", "", button.label);
    one.type = "button";
    one.addEventListener("click", () => tap(button));
    made.append(one);
  }
  return made;
}
