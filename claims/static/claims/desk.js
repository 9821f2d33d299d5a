/* Keys, quoting by selection, and keeping what was typed; every page works without it. */
"use strict";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const items = () => [...document.querySelectorAll("[data-item] a:first-of-type")].filter(
  (link, at, all) => all.findIndex((other) => other.closest("[data-item]") === link.closest("[data-item]")) === at,
);

function step(by) {
  const links = items();
  const at = links.findIndex((link) => link.closest("[data-item]").contains(document.activeElement));
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
  if (next) next.focus();
}

function go(selector) {
  const found = document.querySelector(selector);
  if (found) found.focus();
  return Boolean(found);
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => go("[data-search]"),
  g: () => document.querySelector(".brand").click(),
  n: () => document.querySelector("[data-take]")?.click(),
  e: () => go("#id_rating") || go("#id_comment"),
  c: () => go("#id_text"),
  "?": () => document.querySelector("[data-keys]").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (/^[1-9]$/.test(event.key)) {
    const link = document.querySelectorAll("[data-evidence]")[Number(event.key) - 1];
    if (link) { link.focus(); link.click(); }
    return;
  }
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

document.querySelector("[data-keys-open]")?.addEventListener("click", keys["?"]);

/* Selected words of the captured text become the quote, with the words around them. */
document.addEventListener("selectionchange", () => {
  const form = document.querySelector("[data-quote]");
  const chosen = document.getSelection();
  if (!form || !chosen.rangeCount || chosen.isCollapsed) return;
  const text = chosen.anchorNode.parentElement?.closest("[data-captured]");
  if (!text || !text.contains(chosen.focusNode)) return;
  const range = chosen.getRangeAt(0);
  const before = range.cloneRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  const quote = range.toString();
  form.elements.quote.value = quote;
  form.elements.prefix.value = text.textContent.slice(Math.max(0, start - 60), start);
  form.elements.suffix.value = text.textContent.slice(start + quote.length, start + quote.length + 60);
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

for (const form of document.querySelectorAll("[data-keep]")) {
  offer(form);
  form.addEventListener("input", () => keep(form));
}

/* Done means gone: the page that follows a success says so in its messages. */
document.addEventListener("submit", (event) => {
  if (event.target.dataset.keep) sessionStorage.setItem("desk:sent", keepKey(event.target));
});
if (document.querySelector(".messages .success")) {
  localStorage.removeItem(sessionStorage.getItem("desk:sent") || "");
  document.querySelectorAll("[data-keep]").forEach((form) => {
    if (keepKey(form) === sessionStorage.getItem("desk:sent")) form.querySelector(":scope > .due")?.remove();
  });
}
sessionStorage.removeItem("desk:sent");

document.addEventListener("htmx:afterSwap", () => {
  const state = document.querySelector("#draft-state [data-saved]");
  if (state) localStorage.removeItem(keepKey(document.querySelector("#draft-form")));
  document.querySelector("#beside mark")?.scrollIntoView({ block: "nearest" });
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
