// On a narrow screen every row of a table is a card in which each value stands with the name of its column: nothing is
// cut at the edge. On a phone all tables are, on a tablet those that do not fit. The names come from the head of the
// table, so that a page carries them once and not with every cell.
import { onEach } from "./page.js";

const TABLES = ".j-table:not(.j-sheet, .j-wide)";
// What is something without words.
const SHOWN = "input, select, textarea, button, img, svg";
// So many letters have a line of their own on a phone, below the name of their column.
const LONG = 34;
const phone = matchMedia("(max-width: 40rem)");
const tablet = matchMedia("(max-width: 61.99rem)");

const fits = ({ parentElement: around }) => around.scrollWidth - around.clientWidth < 2;

const asCards = (table) => {
  const [head, ...others] = table.tHead?.rows ?? [];
  if (!head || others.length || table.classList.contains("j-cards")) return;
  if (!phone.matches && (!tablet.matches || fits(table))) return;
  const names = [...head.cells].map((cell) => cell.innerText.trim());
  for (const part of [...table.tBodies, ...(table.tFoot ? [table.tFoot] : [])]) {
    const covered = names.map(() => 0);     // for how many rows more a cell from above stands in each column
    for (const row of part.rows) {
      // A number names nothing: then what can be opened is the card's heading. Under a cell of several rows there is none.
      const named = row.querySelector("th") ?? (covered[0] > 0 ? null : row.cells[0]);
      const heading = !named || /\p{L}/u.test(named.textContent) ? named : row.querySelector(":has(> a)") ?? named;
      if (heading) heading.dataset.heading = "";
      let column = 0;
      for (const cell of row.cells) {
        while (covered[column] > 0) column += 1;
        const said = cell.textContent.replace(/\s+/g, " ").trim();
        if (!said && !cell.querySelector(SHOWN)) cell.dataset.empty = "";
        else if (cell !== heading && cell.colSpan === 1) {
          cell.dataset.label = names[column] ?? "";
          if (said.length > LONG) cell.dataset.long = "";
        }
        covered.fill(cell.rowSpan, column, column + cell.colSpan);
        column += cell.colSpan;
      }
      covered.forEach((rows, place) => { covered[place] = Math.max(rows - 1, 0); });
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
