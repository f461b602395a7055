// The cells of a grid: where they are, and what stands in them.

const PLAIN = new Set(["text", "choice"]);

export const rowsOf = (table) => [...table.tBodies[0].rows];
/** The cells of a row that somebody may write in. */
export const cellsOf = (row) => [...row.cells].filter((cell) => !("fixed" in cell.dataset));
export const headOf = (cell) => cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
/** Whether a column holds words, which have a direction of their own, and not figures. */
export const isOfWords = (head) => PLAIN.has(head.dataset.kind);

export const valueOf = (cell) => {
  const field = cell.querySelector("input");
  const words = [...cell.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data);
  return (field ? field.value : words.join("")).replace(/\s+/g, " ").trim();
};

export const cellNamed = (row, name) => [...row.cells].find((cell) => headOf(cell)?.dataset.name === name);

/** New and empty: no row yet. */
export const isBlank = (row) => !row.dataset.key && cellsOf(row).every((cell) => !valueOf(cell));
