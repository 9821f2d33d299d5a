// Small helps in the admin; every page works without them.
"use strict";

// Claims that resemble what is being typed, asked for when the typing rests.
const REST = 400;
const LEAST_TEXT = 12;

function watchSimilar() {
  const place = document.getElementById("similar");
  const box = document.getElementById("id_text");
  if (!place || !box) return;
  let timer = 0;
  let asked = box.value;
  let running = null;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const text = box.value.trim();
      if (text === asked) return;
      asked = text;
      if (running) running.abort();
      if (text.length < LEAST_TEXT) {
        place.replaceChildren();
        return;
      }
      running = new AbortController();
      const query = new URLSearchParams({ text, exclude: place.dataset.exclude });
      try {
        const answer = await fetch(`${place.dataset.url}?${query}`, { signal: running.signal });
        if (answer.ok) showSimilar(place, (await answer.json()).results);
      } catch (error) {
        if (error.name !== "AbortError") place.replaceChildren();
      }
    }, REST);
  });
}

function showSimilar(place, claims) {
  if (!claims.length) {
    place.replaceChildren();
    return;
  }
  const note = document.createElement("section");
  note.className = "note warning";
  const heading = document.createElement("h2");
  heading.textContent = "Claims that say much the same";
  const list = document.createElement("ul");
  for (const claim of claims) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = claim.address;
    link.textContent = claim.ref;
    const status = document.createElement("span");
    status.className = "meta";
    status.textContent = ` ${claim.status}; ${claim.reasons}`;
    item.append(link, ` ${claim.text}`, status);
    list.append(item);
  }
  note.append(heading, list);
  place.replaceChildren(note);
}

// The searched selections that a script builds have no name of their own: give them their label's.
function nameSelections(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete[id]")) {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const built = select.nextElementSibling;
    if (!label || !built || !built.classList.contains("select2")) continue;
    const name = label.firstChild.textContent.trim();
    const single = built.querySelector('[role="combobox"]');
    if (single) {
      single.removeAttribute("aria-labelledby");
      single.setAttribute("aria-label", name);
      if (!single.hasAttribute("aria-controls")) single.setAttribute("aria-controls", select.id);
    }
    const text = built.querySelector('[role="textbox"]:not([readonly]), .select2-search__field');
    const shown = built.querySelector(".select2-selection__rendered");
    if (shown && shown.getAttribute("role") === "textbox") shown.removeAttribute("role");
    if (shown) shown.removeAttribute("aria-readonly");
    if (text && text !== shown) text.setAttribute("aria-label", name);
    // A list may hold items alone; this one holds a button and a box as well.
    if (shown && shown.tagName === "UL") {
      shown.setAttribute("role", "none");
      for (const item of shown.children) item.setAttribute("role", "none");
    }
    // The bare list is out of the way for everybody once the searched one stands.
    select.setAttribute("aria-hidden", "true");
  }
}

// Which part of a claim is in view.
function markTabs() {
  const tabs = document.querySelectorAll('.tabs a[href^="#"]');
  if (!tabs.length || !("IntersectionObserver" in window)) return;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const tab of tabs) {
          if (tab.hash === `#${entry.target.id}`) tab.setAttribute("aria-current", "true");
          else tab.removeAttribute("aria-current");
        }
      }
    },
    { rootMargin: "-20% 0px -70% 0px" },
  );
  for (const tab of tabs) {
    const part = document.querySelector(tab.hash);
    if (part) observer.observe(part);
  }
}

// Warn before typed text is lost.
function guardTyping() {
  const form = document.querySelector("body.change-form form[method=post][id$=_form]");
  if (!form) return;
  let touched = Boolean(document.querySelector(".note.error"));
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
}

window.addEventListener("load", () => {
  watchSimilar();
  nameSelections(document);
  new MutationObserver(() => nameSelections(document)).observe(document.body, {
    childList: true,
    subtree: true,
  });
  markTabs();
  guardTyping();
});
