// On a narrow screen every row of a table is a card in which each value stands with the name of its column: nothing is
// cut at the edge. The names come from the head of the table, so that a page carries them once and not with every cell.
import { onEach } from "./page.js";

const TABLES = ".j-table:not(.j-sheet, .j-wide, [data-columns])";
const narrow = matchMedia("(max-width: 40rem)");

const asCards = (table) => {
  const [head, ...others] = table.tHead?.rows ?? [];
  if (!narrow.matches || !head || others.length || table.classList.contains("j-cards")) return;
  const names = [...head.cells].map((cell) => cell.innerText.trim());
  for (const row of table.querySelectorAll(":scope > :is(tbody, tfoot) > tr")) {
    for (const cell of row.cells) {
      if (cell.colSpan === 1 && cell.cellIndex > 0) cell.dataset.label = names[cell.cellIndex] ?? "";
    }
  }
  table.classList.add("j-cards");
};

onEach(TABLES, asCards);
narrow.addEventListener("change", () => document.querySelectorAll(TABLES).forEach(asCards));
