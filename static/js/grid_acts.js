// What a grid does to many cells at once; each is one act that can be undone.
import { cellNamed, cellsOf, headOf, isBlank, rowsOf, valueOf } from "./grid_cells.js";
import { chooseFiles } from "./grid_files.js";
import { sent } from "./grid_sent.js";
import { announce, text } from "./page.js";

const ask = async (address, fields) => {
  try {
    const answer = await fetch(address, { method: "POST", body: fields, credentials: "same-origin" });
    if (answer.ok) return answer;
  } catch {
    // Said below, like an answer that is none.
  }
  announce(text("no-answer"));
  return null;
};

/** Fields to ask with, among them the token against forged requests. */
const question = (grid) => {
  const fields = new FormData();
  fields.append("csrfmiddlewaretoken", grid.form.querySelector("[name=csrfmiddlewaretoken]").value);
  return fields;
};

const fill = (grid) => {
  const selected = grid.selection;
  const above = selected.length === 1 && grid.neighbour(selected[0][0], -1, 0)?.parentElement;
  const source = above ? cellsOf(above) : cellsOf(selected[0][0].parentElement);
  grid.perform((steps) => {
    for (const cells of selected.slice(above ? 0 : 1)) {
      for (const cell of cells) grid.put(cell, valueOf(source[cellsOf(cell.parentElement).indexOf(cell)]), steps);
    }
  });
  announce(text("filled"));
};

const add = (grid) => {
  const table = grid.table ?? grid.tables[0];
  grid.go(cellsOf(rowsOf(table).at(-1))[0]);
};

/** Strikes out what is stored and takes away what is new; what is struck out already comes back. */
const remove = (grid) => {
  const table = grid.table;
  const rows = grid.selection.map((cells) => cells[0].parentElement);
  const next = rows.at(-1).nextElementSibling ?? rows[0].previousElementSibling;
  const back = rows.every((row) => "removed" in row.dataset);
  grid.perform((steps) => {
    for (const row of rows) {
      if (row.dataset.key) {
        grid.strike(row, !back, steps);
      } else if (!isBlank(row)) {
        const after = row.nextElementSibling;
        row.remove();
        steps.push(() => table.tBodies[0].insertBefore(row, after));
      }
    }
  });
  grid.go(grid.active.isConnected ? grid.active : cellsOf(next ?? rowsOf(table)[0])[0]);
  announce(text(back ? "row-kept" : "row-removed"));
};

const selectedRows = (grid) => grid.selection.map((cells) => cells[0].parentElement).filter((row) => !isBlank(row));

const pattern = async (grid, name) => {
  const table = grid.form.querySelector('[data-sheet="targets"]');
  const rows = grid.table === table ? selectedRows(grid) : [];
  if (!rows.length) return announce(text("select-targets"));
  const fields = question(grid);
  rows.forEach((row, place) => fields.append(`targets-${place + 1}`, sent(row)));
  const answer = await ask(grid.form.dataset.trajectories.replace("pattern", name), fields);
  const found = answer ? await answer.json() : {};
  const first = [...table.tHead.rows[0].cells].findIndex((head) => head.dataset.name.startsWith("trajectory_"));
  const refused = [];
  grid.perform((steps) => {
    rows.forEach((row, place) => {
      const { points = [], error = "" } = found[`targets-${place + 1}`] ?? {};
      points.forEach((point, month) => grid.put(row.cells[first + month], point, steps));
      if (error) refused.push(`${valueOf(row.cells[0])}: ${error}`);
    });
  });
  say(grid, refused.join(" ") || (answer ? text("laid-out") : text("no-answer")));
};

const say = (grid, words) => {
  announce(words);
  const status = grid.form.querySelector("[data-grid-status]");
  if (status) status.textContent = words;
};

/** One value for a column of all selected rows. */
const apply = (grid) => {
  const dialog = grid.form.parentElement.querySelector("[data-grid-apply]");
  const [column, value] = [dialog.querySelector("[data-grid-column]"), dialog.querySelector("[data-grid-value]")];
  const rows = selectedRows(grid);
  if (!rows.length) return announce(text("select-rows"));
  const heads = [...grid.table.tHead.rows[0].cells].filter((head) => !("fixed" in head.dataset));
  column.replaceChildren(...heads.map((head) => new Option(head.textContent.trim(), head.cellIndex)));
  column.value = headOf(grid.active).cellIndex;
  const offer = () => {
    const { names } = grid.table.tHead.rows[0].cells[column.value].dataset;
    if (names) value.setAttribute("list", grid.listOf(names).id);
    else value.removeAttribute("list");
  };
  column.onchange = offer;
  offer();
  value.value = "";
  confirm(grid, dialog, () =>
    grid.perform((steps) => rows.forEach((row) => grid.put(row.cells[column.value], value.value.trim(), steps))));
  value.focus();
};

/** Lines where nothing happened: what the server says a line at rest holds, and the reason where there is no note yet. */
const idle = (grid) => {
  const rows = selectedRows(grid);
  const dialog = grid.form.parentElement.querySelector("[data-grid-idle]");
  const reason = dialog.querySelector("[data-grid-reason]");
  reason.value = "";
  confirm(grid, dialog, () =>
    grid.perform((steps) => {
      for (const row of rows) {
        const note = cellNamed(row, "note");
        if (cellNamed(row, "nothing")) grid.put(cellNamed(row, "nothing"), "✓", steps);
        if ("still" in row.dataset) grid.put(cellNamed(row, "value"), row.dataset.still, steps);
        if (!valueOf(note)) grid.put(note, reason.value.trim(), steps);
      }
    }));
  reason.focus();
};

const confirm = (grid, dialog, agreed) => {
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "yes") agreed();
    grid.active.focus();
  };
  dialog.showModal();
};

/** Files for the row in which the cursor stands. */
const attach = (grid) => chooseFiles(grid.form, grid.active.parentElement) || announce(text("select-line"));

const acts = { fill, add, remove, apply, idle, attach, undo: (grid) => grid.undo() };

export const act = (grid, name, button) => {
  grid.close(true);
  if (name === "add" || name === "undo") return acts[name](grid);
  if (!grid.active) return announce(text("select-rows"));
  return name === "pattern" ? pattern(grid, button.dataset.pattern) : acts[name](grid);
};

export const wireBar = (grid) => {
  const bar = grid.form.querySelector("[data-grid-bar]");
  if (!bar) return;     // nothing can be changed any more
  bar.hidden = false;
  for (const button of bar.querySelectorAll("[data-act]")) {
    // The grid keeps its place while a button is clicked.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => act(grid, button.dataset.act, button));
  }
  for (const button of grid.form.parentElement.querySelectorAll("[data-grid-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close(""));
  }
};

// --- a block from Excel ---------------------------------------------------------------------------

/** The sheet whose titles a column of this one names, and those titles: the server cannot know them before a save. */
const titlesFor = (grid, table) => {
  const names = [...table.tHead.rows[0].cells].map((head) => head.dataset.names);
  const above = grid.tables.find((sheet) => names.includes(sheet.dataset.sheet));
  return above ? grid.titles(above) : [];
};

export const onPaste = async (grid, event) => {
  const block = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  event.preventDefault();
  const cell = grid.selection[0][0];
  if (!/[\t\n]/.test(block)) {
    return grid.perform((steps) => grid.selection.flat().forEach((each) => grid.put(each, block.trim(), steps)));
  }
  const table = cell.closest("table");
  const fields = question(grid);
  fields.append("sheet", table.dataset.sheet);
  fields.append("column", headOf(cell).dataset.name);
  fields.append("block", block);
  for (const title of titlesFor(grid, table)) fields.append("title", title);
  const rows = rowsOf(table);
  if (!grid.grows(table)) for (const row of rows.slice(rows.indexOf(cell.parentElement))) fields.append("row", row.dataset.key);
  const answer = await ask(grid.form.dataset.preview, fields);
  if (!answer) return say(grid, text("no-answer"));
  const dialog = grid.form.parentElement.querySelector("[data-grid-preview]");
  const read = dialog.querySelector("[data-grid-read]");
  read.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  const lines = block.split("\n").slice(Number(read.querySelector("[data-skip]").dataset.skip));
  confirm(grid, dialog, () => putIn(grid, cell, lines.map((line) => line.split("\t"))));
};

const putIn = (grid, cell, lines) => {
  const table = cell.closest("table");
  const top = rowsOf(table).indexOf(cell.parentElement);
  const first = cellsOf(cell.parentElement).indexOf(cell);
  grid.perform((steps) => {
    lines.forEach((line, place) => {
      const row = rowsOf(table)[top + place] ?? (grid.grows(table) ? grid.addRow(table) : null);
      const cells = row ? cellsOf(row).slice(first) : [];
      cells.slice(0, line.length).forEach((each, column) => grid.put(each, line[column].trim(), steps));
    });
  });
  grid.go(cell);
  const rows = rowsOf(table);
  const bottom = cellsOf(rows[Math.min(rows.length - 1, top + lines.length - 1)]);
  grid.go(bottom[Math.min(bottom.length - 1, first + Math.max(...lines.map((line) => line.length)) - 1)], { extend: true });
  announce(text("put-in"));
};
