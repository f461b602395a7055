// A grid of bare cells that is worked in like a spreadsheet: form[data-grid] with one or more table[data-sheet].
// A cell holds what was typed and nothing else; the server is the only reader. A field opens in the cell where somebody
// writes. Rows that were touched are sent with the form, and come back from a draft (grid_sent.js).
import { act, onPaste, wireBar } from "./grid_acts.js";
import { cellNamed, cellsOf, headOf, isBlank, isOfWords, rowsOf, valueOf } from "./grid_cells.js";
import { layDraft, sendRows } from "./grid_sent.js";
import { showSums, statusOf } from "./grid_sums.js";
import { announce, onEach, text } from "./page.js";

export class Grid {
  constructor(form) {
    this.form = form;
    this.tables = [...form.querySelectorAll("table[data-sheet]")];
    this.done = [];          // what can be undone: lists of steps, each a function that takes one thing back
    this.editor = null;
    this.from = null;        // the cell at which a selection began
    this.home = null;        // the column to which Enter returns after a row of Tabs
    for (const table of this.tables) {
      table.setAttribute("role", "grid");
      if (this.grows(table)) this.addRow(table);
      const first = cellsOf(rowsOf(table)[0] ?? { cells: [] })[0];
      if (first) first.tabIndex = 0;
    }
    form.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("pointerdown", (event) => this.onPointer(event));
    form.addEventListener("focusin", (event) => this.onFocus(event));
    form.addEventListener("formdata", (event) => sendRows(this, event.formData));
    form.addEventListener("jahesh:draft", (event) => layDraft(this, event.detail));
    form.addEventListener("submit", () => this.close(true));
    form.addEventListener("copy", (event) => this.onCopy(event));
    form.addEventListener("paste", (event) => this.isCell(event.target) && onPaste(this, event));
    for (const link of form.querySelectorAll('a[href^="#"]')) link.addEventListener("click", (event) => this.follow(event, link));
    wireBar(this);
    showSums(this);
  }

  grows(table) {
    return "grows" in table.dataset;
  }

  isCell(element) {
    return Boolean(element?.matches?.("[data-sheet] > tbody > tr > :is(td, th):not([data-fixed])"));
  }

  // --- what is there ---

  addRow(table) {
    const row = document.createElement("tr");
    for (const head of table.tHead.rows[0].cells) {
      // A new row has no name yet that could head it.
      const cell = document.createElement("td");
      if (isOfWords(head)) cell.dir = "auto";
      else cell.className = "j-n";
      if ("fixed" in head.dataset) cell.dataset.fixed = "";
      row.append(cell);
    }
    table.tBodies[0].append(row);
    return row;
  }

  /** Puts words into a cell as one undoable step; a locked cell stays as it is. */
  put(cell, words, steps) {
    const before = valueOf(cell);
    if ("locked" in cell.dataset || before === words) return;
    const row = cell.parentElement;
    const wasTyped = "typed" in row.dataset;
    const write = (value) => {
      cell.replaceChildren(value);
      cell.removeAttribute("aria-invalid");
    };
    write(words);
    row.dataset.typed = "";
    steps.push(() => {
      write(before);
      if (!wasTyped) delete row.dataset.typed;
    });
    const table = row.closest("table");
    if (this.grows(table) && !isBlank(rowsOf(table).at(-1))) {
      const added = this.addRow(table);
      steps.push(() => isBlank(added) && rowsOf(table).length > 1 && added.remove());
    }
  }

  /** Strikes a row out, or takes that back. */
  strike(row, isOut, steps) {
    const [wasTyped, wasOut] = ["typed" in row.dataset, "removed" in row.dataset];
    row.toggleAttribute("data-removed", isOut);
    row.dataset.typed = "";
    steps.push(() => {
      row.toggleAttribute("data-removed", wasOut);
      if (!wasTyped) delete row.dataset.typed;
    });
  }

  /** Runs `work(steps)` as one act that can be undone as a whole. */
  perform(work) {
    const steps = [];
    work(steps);
    if (!steps.length) return;
    this.done.push(steps);
    this.changed();
  }

  undo() {
    const steps = this.done.pop();
    if (!steps) return;
    for (const step of steps.reverse()) step();
    for (const table of this.tables) {
      if (this.grows(table) && (!rowsOf(table).length || !isBlank(rowsOf(table).at(-1)))) this.addRow(table);
    }
    if (!this.active?.isConnected) this.go(cellsOf(rowsOf(this.tables[0])[0])[0]);
    this.changed();
    announce(text("undone"));
  }

  changed() {
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    showSums(this);
    this.tell();
  }

  // --- where we are ---

  get table() {
    return this.active?.closest("table");
  }

  /** The selected rectangle: its rows, each as its cells. */
  get selection() {
    if (!this.active) return [];
    const rows = rowsOf(this.table);
    const start = this.from?.closest("table") === this.table ? this.from : this.active;
    const [top, bottom] = [rows.indexOf(start.parentElement), rows.indexOf(this.active.parentElement)].sort((a, b) => a - b);
    const column = (cell) => cellsOf(cell.parentElement).indexOf(cell);
    const [first, last] = [column(start), column(this.active)].sort((a, b) => a - b);
    return rows.slice(top, bottom + 1).map((row) => cellsOf(row).slice(first, last + 1));
  }

  /** Whether somebody is writing something else into a cell than what stood there. */
  get isEdited() {
    return Boolean(this.editor) && valueOf(this.editor.cell) !== this.editor.before;
  }

  go(cell, { extend = false } = {}) {
    if (!cell) return;
    this.close(true);
    const last = this.active;
    if (last && last !== cell) last.tabIndex = -1;
    if (!extend || last?.closest("table") !== cell.closest("table")) this.from = cell;
    this.active = cell;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.mark();
  }

  mark() {
    for (const cell of this.form.querySelectorAll(".j-selected")) cell.classList.remove("j-selected");
    const cells = this.selection.flat();
    if (cells.length > 1) for (const cell of cells) cell.classList.add("j-selected");
    this.tell();
  }

  tell() {
    const status = this.form.querySelector("[data-grid-status]");
    if (status && this.active) status.textContent = statusOf(this, this.active);
  }

  neighbour(cell, down, ahead) {
    const rows = rowsOf(cell.closest("table"));
    const place = rows.indexOf(cell.parentElement) + down;
    const column = cellsOf(cell.parentElement).indexOf(cell) + ahead;
    return rows[place] ? cellsOf(rows[place])[column] : undefined;
  }

  /** The next cell in reading order; past the end of the row the first of the next. */
  following(cell, step) {
    const beside = this.neighbour(cell, 0, step);
    if (beside) return beside;
    const rows = rowsOf(cell.closest("table"));
    const row = rows[rows.indexOf(cell.parentElement) + step];
    return row && cellsOf(row).at(step > 0 ? 0 : -1);
  }

  /** A link leads to a row, or to a cell of a sheet by its row's number and its column's name. */
  follow(event, link) {
    const place = this.form.querySelector(link.hash);
    const [number, name] = (link.dataset.gridCell ?? "").split(":");
    const row = name ? rowsOf(place.querySelector("table"))[number - 1] : place?.closest("[data-sheet] > tbody > tr");
    const cell = row && (name ? cellNamed(row, name) : cellsOf(row).find((each) => !("locked" in each.dataset)));
    if (!cell) return;
    event.preventDefault();
    this.go(cell);
  }

  // --- writing in a cell ---

  /** Opens the field of a cell: over what stands there, or to write on (`keep`). */
  open(cell, keep) {
    if ("locked" in cell.dataset) return;
    const head = headOf(cell);
    const before = valueOf(cell);
    const input = document.createElement("input");
    input.value = keep ? before : "";
    input.dir = isOfWords(head) ? "auto" : "ltr";
    input.autocomplete = "off";
    input.setAttribute("aria-label", `${head.textContent}, ${valueOf(cell.parentElement.cells[0])}`);
    if (head.dataset.kind === "number") input.inputMode = "decimal";
    if (head.dataset.names) input.setAttribute("list", this.listOf(head.dataset.names).id);
    cell.replaceChildren(input);
    this.editor = { input, cell, before, keep, head };
    input.addEventListener("input", () => this.tell());
    input.focus();
    if (keep) input.setSelectionRange(input.value.length, input.value.length);
  }

  /** What a column is chosen from: a list of the page, or the titles of another sheet as they stand now. */
  listOf(name) {
    const list = document.getElementById(`names-${name}`) ?? this.form.appendChild(Object.assign(document.createElement("datalist"), { id: `names-${name}` }));
    const sheet = this.form.querySelector(`[data-sheet="${name}"]`);
    if (sheet) list.replaceChildren(...this.titles(sheet).map((title) => new Option(title)));
    return list;
  }

  titles(sheet) {
    return [...new Set(rowsOf(sheet).map((row) => valueOf(cellsOf(row)[0])).filter(Boolean))];
  }

  close(keep) {
    if (!this.editor) return;
    const { input, cell, before } = this.editor;
    const words = keep ? valueOf(cell) : before;
    this.editor = null;
    input.remove();
    cell.replaceChildren(before);
    if (words !== before) this.perform((steps) => this.put(cell, words, steps));
  }

  // --- what people do ---

  onFocus(event) {
    if (!this.isCell(event.target) || this.active === event.target) return;
    this.close(true);
    if (this.active) this.active.tabIndex = -1;
    this.active = this.from = event.target;
    this.mark();
  }

  onPointer(event) {
    const cell = event.target.closest("[data-sheet] > tbody > tr > :is(td, th)");
    if (!cell || !this.isCell(cell) || event.target === this.editor?.input || event.button) return;
    event.preventDefault();
    this.home = null;
    if (cell === this.active && document.activeElement === cell && !event.shiftKey) this.open(cell, true);
    else this.go(cell, { extend: event.shiftKey });
  }

  onCopy(event) {
    if (!this.isCell(event.target)) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", this.selection.map((row) => row.map(valueOf).join("\t")).join("\n"));
    announce(text("copied"));
  }

  onKey(event) {
    const writing = event.target === this.editor?.input;
    if (event.isComposing || !(writing || this.isCell(event.target))) return this.onKeyOutside(event);
    const cell = writing ? this.editor.cell : event.target;
    const handled = this.command(event, writing) || this.step(event, cell, writing) || this.begin(event, cell, writing);
    if (handled) event.preventDefault();
  }

  /** F6 and Escape lead from the buttons back into the grid. */
  onKeyOutside(event) {
    if (!["F6", "Escape"].includes(event.key) || !event.target.closest("[data-grid-bar]") || !this.active) return;
    event.preventDefault();
    this.active.focus();
  }

  /** What goes by a key of its own; returns whether it was one. */
  command(event, writing) {
    const commands = {
      F6: () => this.form.querySelector("[data-grid-bar] button")?.focus(),
      "Ctrl+KeyS": () => this.form.requestSubmit(),
      ...(writing ? {} : { "Ctrl+KeyD": () => act(this, "fill"), "Ctrl+KeyZ": () => this.undo() }),
    };
    const run = commands[(event.ctrlKey || event.metaKey ? "Ctrl+" : "") + event.code];
    if (!run) return false;
    this.close(true);
    run();
    return true;
  }

  /** Moves; while somebody writes, only the keys that end the writing. */
  step(event, cell, writing) {
    const { key, shiftKey } = event;
    const control = event.ctrlKey || event.metaKey;
    const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = ahead === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const rows = rowsOf(cell.closest("table"));
    const cells = cellsOf(cell.parentElement);
    const column = cells.indexOf(cell);
    if (key === "Tab") {
      const next = this.following(cell, shiftKey ? -1 : 1);
      if (!next) this.close(true);   // out of the sheet, as the browser does it
      if (!next) return false;
      if (!shiftKey && this.home === null) this.home = column;
      this.go(next);
      return true;
    }
    if (key === "Enter") {
      const start = this.home ?? column;
      this.close(true);
      this.home = null;
      const beside = rowsOf(cell.closest("table"))[rows.indexOf(cell.parentElement) + (shiftKey ? -1 : 1)];
      this.go(beside ? cellsOf(beside)[start] : cell);
      return true;
    }
    if (key === "Escape" && writing) {
      this.close(false);
      this.go(cell);
      return true;
    }
    // Who began by typing leaves the cell by an arrow; who opened it by F2 moves inside it, and so in a list of choices.
    if (writing && (this.editor.keep || (this.editor.head.dataset.names && key.startsWith("Arrow")))) return false;
    if (writing && !key.startsWith("Arrow")) return false;
    const last = rows.length - 1;
    const moves = {
      [ahead]: () => (control ? cells.at(-1) : this.neighbour(cell, 0, 1)),
      [back]: () => (control ? cells[0] : this.neighbour(cell, 0, -1)),
      ArrowDown: () => (control ? cellsOf(rows[last])[column] : this.neighbour(cell, 1, 0)),
      ArrowUp: () => (control ? cellsOf(rows[0])[column] : this.neighbour(cell, -1, 0)),
      Home: () => (control ? cellsOf(rows[0])[0] : cells[0]),
      End: () => (control ? cellsOf(rows[last]).at(-1) : cells.at(-1)),
      PageDown: () => cellsOf(rows[Math.min(last, rows.indexOf(cell.parentElement) + 10)])[column],
      PageUp: () => cellsOf(rows[Math.max(0, rows.indexOf(cell.parentElement) - 10)])[column],
    };
    if (!moves[key]) return false;
    this.home = null;
    this.go(moves[key]() ?? cell, { extend: shiftKey && !writing });
    return true;
  }

  /** Begins to write. The key that begins it is typed into the field by the browser itself. */
  begin(event, cell, writing) {
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "F2") {
      this.open(cell, true);
      return true;
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      this.perform((steps) => this.selection.flat().forEach((each) => this.put(each, "", steps)));
      return true;
    }
    if (event.key.length === 1) this.open(cell, false);
    return false;
  }
}

onEach("form[data-grid]", (form) => new Grid(form));
