// Give the look-up fields (select2) the names that their labels have, also in parts added later.
(() => {
  "use strict";
  const name = (select) => {
    const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    return select.getAttribute("aria-label") || label?.textContent.trim().replace(/:$/, "") || "Look up";
  };
  const mend = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const box = select.nextElementSibling;
      if (!box?.classList.contains("select2-container")) continue;
      const called = name(select);
      for (const field of box.querySelectorAll(".select2-search__field, .select2-selection--single, [role=textbox]"))
        if (field.getAttribute("aria-label") !== called) {
          field.setAttribute("aria-label", called);
          field.removeAttribute("aria-labelledby");
        }
      for (const list of box.querySelectorAll("ul:not([role])")) list.setAttribute("role", "presentation");
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    mend();
    new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
  });
})();
