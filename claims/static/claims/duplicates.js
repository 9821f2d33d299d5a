// While a claim is typed, show recorded claims that resemble it. Saving asks again without this.
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("similar");
    const text = document.getElementById("id_text");
    if (!box || !text) return;
    text.closest(".form-row")?.after(box);
    let timer = 0;
    let asked = text.value.trim();
    let running = null;

    const show = (results) => {
      box.replaceChildren();
      box.hidden = results.length === 0;
      if (!results.length) return;
      const title = document.createElement("h2");
      title.textContent = "Has this been recorded before?";
      const list = document.createElement("ul");
      for (const claim of results) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = new URL(claim.url, new URL(box.dataset.url, location.href)).href;
        link.target = "_blank";
        link.rel = "noopener";
        link.textContent = claim.ref;
        item.append(link, ` ${claim.text} (${claim.status}, alike ${Math.round(claim.score * 100)} %)`);
        list.append(item);
      }
      box.append(title, list);
    };

    const ask = async () => {
      const typed = text.value.trim();
      if (typed === asked) return;
      asked = typed;
      running?.abort();
      running = new AbortController();
      const query = new URLSearchParams({ text: typed.slice(0, 1000), exclude: box.dataset.exclude });
      try {
        const answer = await fetch(`${box.dataset.url}?${query}`, { signal: running.signal });
        if (answer.ok) show((await answer.json()).results);
      } catch (error) {
        if (error.name !== "AbortError") box.hidden = true;
      }
    };

    text.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 350);
    });
  });
})();
