// Comfort only: everything works without it.
"use strict";
document.documentElement.classList.add("has-js");

// Copy what an element says.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    navigator.clipboard?.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.classList.add("copied");
  });
}

// A ready-made phrase goes into the box below it.
for (const pick of document.querySelectorAll("[data-into]")) {
  pick.addEventListener("change", () => {
    const box = document.getElementById(pick.dataset.into);
    if (pick.value) { box.value = pick.value; box.focus(); }
  });
}

// Show only the fields that belong to the choice that was made.
for (const group of document.querySelectorAll("[data-reveals]")) {
  const show = () => {
    const chosen = group.querySelector("input[type=radio]:checked")?.value;
    for (const part of group.querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(chosen);
    }
  };
  group.addEventListener("change", show);
  show();
}

// What was typed survives an expired session, in this tab only, until the form is taken.
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = "draft:" + form.getAttribute("action");
  const boxes = [...form.querySelectorAll("textarea")];
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
    if (document.querySelector("[role=status]")) sessionStorage.removeItem(key);
    else for (const box of boxes) if (!box.value && kept[box.name]) box.value = kept[box.name];
    form.addEventListener("input", () => {
      sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(boxes.map((b) => [b.name, b.value]))));
    });
  } catch { /* storage may be off */ }
}

// While something is on its way, look again; not while somebody is at work on the page.
if (document.querySelector("[data-watch]")) {
  setInterval(() => {
    const busy = document.querySelector("details[open], form[data-sent]");
    if (!busy && document.visibilityState === "visible") location.reload();
  }, 5000);
}

// A form is sent once, and says that it is on its way.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});
