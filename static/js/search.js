// The search box in the frame: "/" leads to it, arrows lead through what fits, Escape closes it.
import { announce, text } from "./page.js";

const box = document.querySelector("[data-search]");
const hits = document.querySelector("[data-search-hits]");

if (box && hits) {
  const links = () => [...hits.querySelectorAll("a")];
  const close = () => {
    if (hits.childElementCount) announce(text("search-closed"));
    hits.replaceChildren();
  };
  const writes = (element) => element.closest("input, select, textarea, [contenteditable], dialog[open], [data-grid]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
    event.preventDefault();
    if (box.checkVisibility()) {
      box.focus();
      box.select();
    } else {
      document.querySelector(".j-search-button")?.focus();
    }
  });

  const walk = (event) => {
    if (event.key === "Escape") {
      close();
      box.focus();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [box, ...links()];
    const place = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    stops[(place + stops.length) % stops.length].focus();
  };
  box.addEventListener("keydown", walk);
  hits.addEventListener("keydown", walk);
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".j-search")) hits.replaceChildren();
  });
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest(".j-search")) hits.replaceChildren();
  });
}
