// On a narrow screen every row of a table is a card in which each value stands with the name of its column: nothing is
// cut at the edge. On a phone all tables are, on a tablet those that do not fit. The names come from the head of the
// table, so that a page carries them once and not with every cell.
import { onEach } from "./page.js";

const TABLES = ".j-table:not(.j-sheet, .j-wide, [data-columns])";
const phone = matchMedia("(max-width: 40rem)");
const tablet = matchMedia("(max-width: 61.99rem)");

const fits = ({ parentElement: around }) => around.scrollWidth - around.clientWidth < 2;

const asCards = (table) => {
  const [head, ...others] = table.tHead?.rows ?? [];
  if (!head || others.length || table.classList.contains("j-cards")) return;
  if (!phone.matches && (!tablet.matches || fits(table))) return;
  const names = [...head.cells].map((cell) => cell.innerText.trim());
  for (const row of table.querySelectorAll(":scope > :is(tbody, tfoot) > tr")) {
    for (const cell of row.cells) {
      if (cell.colSpan === 1 && cell.cellIndex > 0) cell.dataset.label = names[cell.cellIndex] ?? "";
    }
  }
  table.classList.add("j-cards");
};

onEach(TABLES, (table) => {
  asCards(table);
  // Folded away it has no width: it is looked at again when it opens, as when the screen is turned.
  new ResizeObserver(() => asCards(table)).observe(table.parentElement);
});
for (const screen of [phone, tablet]) {
  screen.addEventListener("change", () => document.querySelectorAll(TABLES).forEach(asCards));
}
