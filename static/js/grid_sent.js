// What of a grid is sent with its form, and how it comes back from a draft. A row that may be new travels as one field:
// its key, its cells, and a mark if it is struck out; in a sheet whose rows are all there (data-by-cell) each cell is one.
import { cellsOf, headOf, isBlank, rowsOf, valueOf } from "./grid_cells.js";

const REMOVED = "-";

export const sent = (row) =>
  [row.dataset.key ?? "", ...cellsOf(row).map(valueOf), "removed" in row.dataset ? REMOVED : ""].join("\t");

const fieldOf = (cell) => `${headOf(cell).dataset.name}-${cell.parentElement.dataset.key}`;
const isByCell = (table) => "byCell" in table.dataset;
const isOpen = (cell) => !("locked" in cell.dataset);

/** The touched rows; the one in which somebody is writing is among them, so that a draft has it too. */
export const sendRows = (grid, data) => {
  for (const table of grid.tables) {
    rowsOf(table).forEach((row, place) => {
      const isTouched = "typed" in row.dataset || (row.contains(grid.editor?.cell ?? null) && grid.isEdited);
      if (!isTouched || isBlank(row)) return;
      if (isByCell(table)) for (const cell of cellsOf(row).filter(isOpen)) data.append(fieldOf(cell), valueOf(cell));
      else data.append(`${table.dataset.sheet}-${place + 1}`, sent(row));
    });
  }
};

/** Lays what a draft holds over what is stored, as one act that can be undone. */
export const layDraft = (grid, fields) => {
  keepVersions(grid.form, fields);
  grid.perform((steps) => {
    for (const table of grid.tables) (isByCell(table) ? layCells : layRows)(grid, table, fields, steps);
  });
};

/** Of what this page does not show the draft may hold rows all the same: the versions they were typed on go with them. */
const keepVersions = (form, fields) => {
  for (const [name, [value]] of Object.entries(fields)) {
    if (!name.startsWith("version-") || form.elements[name]) continue;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
};

const layCells = (grid, table, fields, steps) => {
  for (const cell of rowsOf(table).flatMap(cellsOf)) {
    const [words] = fields[fieldOf(cell)] ?? [];
    if (words !== undefined) grid.put(cell, words, steps);
  }
};

const layRows = (grid, table, fields, steps) => {
  const names = Object.keys(fields).filter((name) => new RegExp(`^${table.dataset.sheet}-[0-9]+$`).test(name));
  const number = (name) => Number(name.split("-")[1]);
  for (const name of names.sort((one, other) => number(one) - number(other))) {
    const [key, ...cells] = fields[name][0].split("\t");
    const row = key ? (rowsOf(table).find((each) => each.dataset.key === key) ?? newRow(grid, table, key, steps)) : rowsOf(table).at(-1);
    cellsOf(row).forEach((cell, place) => grid.put(cell, cells[place] ?? "", steps));
    if (cells.at(-1) === REMOVED) grid.strike(row, true, steps);
  }
};

/** What the draft is about is not shown here: a row of its own, before the empty one. */
const newRow = (grid, table, key, steps) => {
  const last = rowsOf(table).at(-1);
  const row = grid.addRow(table);
  row.dataset.key = key;
  last.before(row);
  steps.push(() => row.remove());
  return row;
};
