"use strict";
// A file goes to the server as it is and comes back as a verdict; nothing of it is kept here.
const drop = document.getElementById("drop");
const input = document.getElementById("file");
const verdict = document.getElementById("verdict");
const progress = document.getElementById("progress");
const words = drop.dataset;
drop.hidden = false;

function show(node, focus) {
  verdict.replaceChildren(node);
  verdict.scrollIntoView({ block: "start", behavior: "smooth" });
  if (focus) node.focus({ preventScroll: true });
}

function trouble(text) {
  const said = document.createElement("p");
  said.className = "trouble";
  said.textContent = text;
  show(said, false);
}

function busy(text) {
  drop.classList.toggle("busy", text !== "");
  progress.hidden = text === "";
  progress.textContent = text;
}

function answered(request) {
  busy("");
  if (request.status !== 200) {
    trouble(request.responseText.length < 300 && request.responseText || words.failed);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  show(document.adoptNode(page.body.firstElementChild), true);
  drop.classList.add("after");
  drop.querySelector(".button span").textContent = words.again;
  history.replaceState(null, "", "/verify");
}

function check(file) {
  if (!file || drop.classList.contains("busy")) return;
  if (file.size === 0) return trouble(words.empty);
  if (file.size > Number(words.most) * 1024 * 1024) return trouble(words.tooLarge);
  const request = new XMLHttpRequest();
  request.open("POST", "/verify");
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
  request.upload.onprogress = (sent) => {
    if (sent.lengthComputable) busy(words.sending.replace("#", Math.round(100 * sent.loaded / sent.total)));
  };
  request.upload.onload = () => busy(words.checking);
  request.onload = () => answered(request);
  request.onerror = () => { busy(""); trouble(words.failed); };
  busy(words.checking);
  request.send(file);
}

input.addEventListener("change", () => { check(input.files[0]); input.value = ""; });
drop.addEventListener("submit", (event) => event.preventDefault());
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const kind of ["dragleave", "drop"]) {
  document.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
}
document.addEventListener("drop", (event) => check(event.dataTransfer.files[0]));
document.addEventListener("paste", (event) => check(event.clipboardData.files[0]));
