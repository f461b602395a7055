// What a grid says while somebody types: sums and hints. They are hints only; what counts is what the server reads.
import { cellNamed, headOf, isBlank, rowsOf, valueOf } from "./grid_cells.js";
import { isLess, plainOf, shown, sumOf } from "./numbers.js";
import { text } from "./page.js";

const format = (number) =>
  new Intl.NumberFormat(document.documentElement.lang === "fa" ? "fa" : "en", { maximumFractionDigits: 4 }).format(number);

/** The number that a text looks like; NaN where it looks like none. */
const looksLike = (words) => Number(plainOf(words) ?? NaN);

const column = (row, name) => {
  const cell = cellNamed(row, name);
  return cell ? valueOf(cell) : "";
};

export const showSums = (grid) => {
  const sheet = (name) => grid.tables.find((table) => table.dataset.sheet === name);
  if (sheet("actions") && sheet("projects")) weights(sheet("actions"), sheet("projects"));
  if (sheet("lines")) beside(sheet("lines"));
};

/** Empty weights share what is left of a hundred in their project; the sum stands beside the project. */
const weights = (actions, projects) => {
  const byProject = Map.groupBy(
    rowsOf(actions).filter((row) => !isBlank(row) && !("removed" in row.dataset)),
    (row) => column(row, "project"),
  );
  for (const row of rowsOf(actions)) delete cellNamed(row, "weight").dataset.share;
  const sums = new Map();
  for (const [project, rows] of byProject) {
    const given = rows.map((row) => looksLike(column(row, "weight"))).filter((weight) => !Number.isNaN(weight));
    const empty = rows.filter((row) => !column(row, "weight"));
    const left = 100 - given.reduce((sum, weight) => sum + weight, 0);
    if (project && left > 0) for (const row of empty) cellNamed(row, "weight").dataset.share = format(Math.floor((left * 100) / empty.length) / 100);
    sums.set(project, empty.length && left > 0 ? 100 : 100 - left);
  }
  for (const row of rowsOf(projects)) {
    const sum = sums.get(column(row, "title")) ?? sums.get(row.dataset.code);
    const cell = row.cells[row.cells.length - 1];
    cell.textContent = sum === undefined ? "" : format(sum);
    cell.classList.toggle("j-wrong", sum !== undefined && Math.abs(sum - 100) > 1e-6);
  }
};

/** The year so far with what is being typed (`data-before` is what the earlier periods count), and where a note is due. */
const beside = (lines) => {
  for (const row of rowsOf(lines)) {
    const { before } = row.dataset;
    const typed = plainOf(column(row, "value"));
    const total = cellNamed(row, "total");
    const sum = before === undefined || typed === null ? null : sumOf(before, typed);
    total.textContent = sum === null ? total.dataset.total : shown(sum);
    const note = cellNamed(row, "note");
    const isOdd = typed !== null && asksWhy(row.dataset, typed, sum) && !column(row, "note");
    note.toggleAttribute("data-why", isOdd);
    if (isOdd) note.dataset.why = text("say-why");
  }
};

/** Whether a figure falls below what was reached, or the year so far rises above what is plausible. */
export const asksWhy = ({ least, most }, typed, sum) =>
  (least !== undefined && isLess(typed, least)) || (most !== undefined && sum !== null && isLess(most, sum));

/** Where we are, what is refused here, and how a number reads. */
export const statusOf = (grid, cell) => {
  const head = headOf(cell);
  const row = rowsOf(grid.table).indexOf(cell.parentElement) + 1;
  const error = cell.querySelector(".j-error")?.textContent;
  const words = valueOf(cell);
  const parts = [`${head.textContent.trim()}, ${text("row")} ${format(row)}`];
  if (error) parts.push(error);
  else if (words && head.dataset.kind === "number") parts.push(Number.isNaN(looksLike(words)) ? text("no-number") : format(looksLike(words)));
  const numbers = grid.selection.flat().map((each) => looksLike(valueOf(each))).filter((number) => !Number.isNaN(number));
  if (grid.selection.flat().length > 1 && numbers.length > 1) parts.push(`${text("sum")}: ${format(numbers.reduce((sum, number) => sum + number, 0))}`);
  return parts.join(" · ");
};
