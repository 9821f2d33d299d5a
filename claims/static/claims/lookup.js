/* Choosing from what is suggested below a name (ARIA combobox); without it a name is typed out. */
"use strict";

const partsOf = (input) => {
  const box = input.closest("[data-lookup]");
  return { list: box.querySelector("[role=listbox]"), pk: box.querySelector("input[type=hidden]") };
};
const chosenIn = (list) => list.querySelector("[aria-selected=true]");

function show(input) {
  const { list } = partsOf(input);
  input.setAttribute("aria-expanded", String(list.childElementCount > 0));
  if (!list.childElementCount) input.removeAttribute("aria-activedescendant");
}

function hide(input) {
  partsOf(input).list.replaceChildren();
  show(input);
}

function mark(input, option) {
  const { list } = partsOf(input);
  chosenIn(list)?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function choose(input, option) {
  input.value = option.dataset.name;
  partsOf(input).pk.value = option.dataset.pk;
  hide(input);
}

document.addEventListener("keydown", (event) => {
  const input = event.target.closest("[data-lookup] [role=combobox]");
  if (!input) return;
  const { list } = partsOf(input);
  const marked = chosenIn(list);
  const next = {
    ArrowDown: marked ? marked.nextElementSibling : list.firstElementChild,
    ArrowUp: marked ? marked.previousElementSibling : list.lastElementChild,
  }[event.key];
  if (next) mark(input, next);
  else if (event.key === "Enter" && marked) choose(input, marked);
  else if (event.key === "Escape" && list.childElementCount) hide(input);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("input", (event) => {
  const input = event.target.closest("[data-lookup] [role=combobox]");
  if (input) partsOf(input).pk.value = "";
});
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[data-lookup] [role=option]");
  if (!option) return;
  event.preventDefault();
  choose(option.closest("[data-lookup]").querySelector("[role=combobox]"), option);
});
document.addEventListener("focusout", (event) => {
  const input = event.target.closest("[data-lookup] [role=combobox]");
  if (input) hide(input);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const input = event.detail.requestConfig?.elt;
  if (!input?.matches?.("[data-lookup] [role=combobox]")) return;
  if (document.activeElement === input) show(input);
  else hide(input);
});
