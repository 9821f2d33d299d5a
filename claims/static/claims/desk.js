/* Keys, the pane beside a claim, and keeping what was typed; every page works without it. */
"use strict";

/* Keys. What else a key does says `data-key` at the link, button or field that it is for. */
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const items = () => [...document.querySelectorAll("[data-item]")]
  .map((item) => item.querySelector("a"))
  .filter(Boolean);

function step(by) {
  const links = items();
  const at = links.findIndex((link) => link.closest("[data-item]").contains(document.activeElement));
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
  if (!next) return;
  next.focus();
  next.closest("[data-item]").scrollIntoView({ block: "nearest" });
}

function openEvidence(number) {
  const link = document.querySelectorAll("[data-evidence]")[number - 1];
  if (!link) return;
  link.focus();
  link.click();
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  "?": () => document.querySelector("[data-keys]").showModal(),
};

function press(key) {
  if (/^[1-9]$/.test(key)) return openEvidence(Number(key));
  if (keys[key]) return keys[key]();
  const meant = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!meant) return false;
  if (typing(meant)) {
    meant.focus();
    meant.scrollIntoView({ block: "center" });
  } else {
    meant.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (press(event.key) !== false) event.preventDefault();
}, false);

document.querySelector("[data-keys-open]")?.addEventListener("click", keys["?"]);

/* The way back to the queue leads to where one was in it. */
function rememberQueue() {
  const back = document.querySelector("[data-queues]");
  if (!back) return;
  if (document.querySelector("[data-queue-address]")) {
    sessionStorage.setItem("desk:queue", location.pathname + location.search);
  } else if (sessionStorage.getItem("desk:queue")) {
    back.href = sessionStorage.getItem("desk:queue");
  }
}
rememberQueue();
document.addEventListener("htmx:pushedIntoHistory", rememberQueue);

/* The pane beside a claim: what was put there is read next, and its quote is brought into view. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "beside") return;
  const opened = event.detail.requestConfig.elt.closest("[data-item]");
  if (opened) {
    document.querySelectorAll("[data-item].open").forEach((item) => item.classList.remove("open"));
    opened.classList.add("open");
  }
  document.querySelector("#beside mark")?.scrollIntoView({ block: "center" });
  const first = event.detail.target.querySelector("[data-first]") || event.detail.target.querySelector("h2");
  if (!first) return;
  if (!typing(first)) first.tabIndex = -1;
  first.focus({ preventScroll: true });
  if (window.matchMedia("(max-width: 60rem)").matches) event.detail.target.scrollIntoView();
});

/* What was done is said for a while; what was refused stays until something else is said. */
const SAID_FOR = 6000;
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "told") return;
  const said = event.detail.target.querySelector(".saved");
  if (said) setTimeout(() => said.remove(), SAID_FOR);
});

document.addEventListener("htmx:sendError", () => {
  const said = document.createElement("p");
  said.textContent = "No connection: nothing was sent. What you typed is kept in this browser.";
  document.querySelector("#told")?.replaceChildren(said);
});

/* Selected words of the captured text become the quote, with the words around them. */
const AROUND = 60;
document.addEventListener("selectionchange", () => {
  const form = document.querySelector("form[data-quote]");
  const chosen = document.getSelection();
  if (!form || !chosen.rangeCount || chosen.isCollapsed) return;
  const range = chosen.getRangeAt(0);
  const text = range.commonAncestorContainer.parentElement?.closest("[data-captured]");
  if (!text) return;
  const before = range.cloneRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  const quote = range.toString();
  const whole = text.textContent;
  form.elements.quote.value = quote;
  form.elements.prefix.value = whole.slice(Math.max(0, start - AROUND), start);
  form.elements.suffix.value = whole.slice(start + quote.length, start + quote.length + AROUND);
  form.dispatchEvent(new Event("input", { bubbles: true }));
});

/* What is typed is kept in this browser until the server has it. */
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.name !== "answer");
const keepKey = (form) => `desk:${document.querySelector(".who")?.textContent}:${form.dataset.keep}`;

function keep(form) {
  const typed = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));
  localStorage.setItem(keepKey(form), JSON.stringify(typed));
}

function offer(form) {
  const kept = JSON.parse(localStorage.getItem(keepKey(form)) || "null");
  if (!kept || !fieldsOf(form).some((field) => field.name in kept && kept[field.name] !== field.value)) return;
  const bar = document.createElement("p");
  bar.className = "due";
  bar.append("Text that was not saved is kept in this browser. ");
  const button = (label, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    made.addEventListener("click", () => { act(); bar.remove(); });
    bar.append(made, " ");
  };
  button("Put it back", () => {
    for (const field of fieldsOf(form)) if (field.name in kept) field.value = kept[field.name];
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  button("Drop it", () => localStorage.removeItem(keepKey(form)));
  form.prepend(bar);
}

function watchForms(root) {
  for (const form of root.querySelectorAll("[data-keep]:not([data-kept])")) {
    form.dataset.kept = "";
    offer(form);
    form.addEventListener("input", () => keep(form));
  }
}
watchForms(document);
document.addEventListener("htmx:afterSettle", () => watchForms(document));

/* Done means gone: an answer that says so lets go of what was kept. */
const letGo = (form) => {
  localStorage.removeItem(keepKey(form));
  form.querySelector(":scope > .due")?.remove();
};
document.addEventListener("submit", (event) => {
  if (event.target.dataset.keep) sessionStorage.setItem("desk:sent", keepKey(event.target));
});
if (document.querySelector(".messages .success")) {
  const sent = sessionStorage.getItem("desk:sent");
  localStorage.removeItem(sent || "");
  document.querySelectorAll("[data-keep]").forEach((form) => { if (keepKey(form) === sent) letGo(form); });
}
sessionStorage.removeItem("desk:sent");
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("[data-keep]");
  if (form && event.detail.successful && event.detail.requestConfig.verb === "post") letGo(form);
});

/* Signing in again, in another tab, gives a new token: forms that were open take it over. */
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
document.addEventListener("submit", (event) => {
  const field = event.target.elements.csrfmiddlewaretoken;
  if (field && token()) field.value = token();
}, true);
document.addEventListener("htmx:configRequest", (event) => {
  if (!token()) return;
  event.detail.headers["X-CSRFToken"] = token();
  if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token();
});
