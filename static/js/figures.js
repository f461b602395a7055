// A figure in a row opens what it is made of: the same as the row's link that says so, which is there without script.
// Where there is room it opens in a panel beside the table, and the row is not left: arrows go from row to row, Escape
// closes, Enter on an open row goes into the panel.
import { announce, text } from "./page.js";

const FIGURE = "[data-figures] tbody td.j-cell-num, .j-master tbody td:not(:has(> p, > a), [colspan])";
// In the master table the indicator bears it: the only link that stands in a cell.
const LINK = "a[data-figure], .j-master tbody td > a";
const PANEL_LINK = ":is([data-panel] a[data-figure], .j-master[data-panel] tbody td > a)";
const roomy = matchMedia("(min-width: 62rem)");

document.addEventListener("click", (event) => {
  const link = event.target.closest(FIGURE)?.parentElement.querySelector(LINK);
  // Whoever marks a figure to copy it does not want to leave.
  if (!link || event.defaultPrevented || !getSelection().isCollapsed) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
});

// A title that is cut at the edge of its column is shown whole over it.
document.addEventListener("mouseover", (event) => {
  const link = event.target.closest?.(".j-master tbody th a");
  if (link && !link.title && link.scrollWidth > link.clientWidth) link.title = link.textContent;
});

const panel = () => document.getElementById("figure-panel");
const opened = () => document.querySelector("[data-panel] tr[data-opened]");

const close = () => {
  const row = opened();
  panel().hidden = true;
  row?.removeAttribute("data-opened");
  row?.querySelector(LINK).focus();
};

const open = (link) => {
  const row = link.closest("tr");
  if (row === opened()) {
    panel().focus();
    return;
  }
  opened()?.removeAttribute("data-opened");
  row.setAttribute("data-opened", "");
  link.focus({ preventScroll: true });
  panel().hidden = false;
  row.scrollIntoView({ block: "nearest" });
  htmx.ajax("GET", link.href, { target: "#figure-panel-body", swap: "innerHTML" }).then(() => announce(text("opened-beside")));
};

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-panel-close]")) close();
  const link = event.target.closest(PANEL_LINK);
  if (!link || !panel() || !roomy.matches || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(link);
});

document.addEventListener("keydown", (event) => {
  const beside = panel();
  if (!beside) return;
  if (event.key === "Escape" && !beside.hidden) {
    close();
    return;
  }
  const link = document.activeElement?.closest?.(PANEL_LINK);
  if (!link || !["ArrowDown", "ArrowUp"].includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...link.closest("table").querySelectorAll(LINK)];
  const next = links[links.indexOf(link) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  if (beside.hidden) next.focus();
  else open(next);
});
