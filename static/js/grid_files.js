// Files that prove a line of a grid: dropped on its row, or chosen by the button there. Each is sent at once by the
// operation of the page line by line; what is typed stays as it is. form[data-attach] names the address.
import { cellNamed, cellsOf } from "./grid_cells.js";
import { toPersian } from "./numbers.js";
import { announce, onEach, text } from "./page.js";

const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Whether the row is a line in which somebody may write. */
const takesFiles = (row) => Boolean(row?.dataset.key) && cellsOf(row).some((cell) => !("locked" in cell.dataset));

const rowAt = (target) => {
  const row = target.closest?.("[data-sheet] > tbody > tr");
  return takesFiles(row) ? row : null;
};

/** Sends one file; says how far it is, then what the server says of it. */
const sendOne = (form, row, file, bar) =>
  new Promise((settled) => {
    const fields = new FormData();
    fields.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    fields.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.attach.replace(NOBODY, row.dataset.key));
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = total ? loaded / total : 0;
    });
    request.addEventListener("loadend", () =>
      settled(request.response?.refused === undefined ? { refused: `${file.name}: ${text("no-answer")}` } : request.response));
    request.send(fields);
  });

const send = async (form, row, files) => {
  const cell = cellNamed(row, "files");
  const count = cell.querySelector("[data-files]");
  cell.querySelectorAll("small").forEach((said) => said.remove());
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", text("attaching"));
  cell.append(bar);
  announce(text("attaching"));
  const said = [];
  for (const file of files) {
    const { files: there, refused, elsewhere } = await sendOne(form, row, file, bar);
    if (there) count.textContent = document.documentElement.lang === "fa" ? toPersian(there) : there;
    if (refused) said.push(["j-error", refused]);
    if (elsewhere) said.push(["j-back", elsewhere]);
  }
  bar.remove();
  for (const [kind, words] of said) cell.append(Object.assign(document.createElement("small"), { className: kind, textContent: words, dir: "auto" }));
  announce(said.length ? said.map(([, words]) => words).join(" ") : text("attached"));
};

/** Opens the choice of files for a row; returns whether it is one that takes them. */
export const chooseFiles = (form, row) => {
  if (!form.dataset.attach || !takesFiles(row)) return false;
  const field = Object.assign(document.createElement("input"), { type: "file", multiple: true, accept: form.dataset.accept });
  field.addEventListener("change", () => send(form, row, [...field.files]));
  field.click();
  return true;
};

onEach("form[data-attach]", (form) => {
  for (const row of form.querySelectorAll("[data-sheet] > tbody > tr")) {
    const cell = cellNamed(row, "files");
    const count = Object.assign(document.createElement("span"), { textContent: cell.textContent.trim() });
    count.dataset.files = "";
    cell.replaceChildren(count);
    if (!takesFiles(row)) continue;
    // By keyboard the bar does the same for the row of the cursor: a button in each would lie in the way of Tab.
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", tabIndex: -1, textContent: text("attach") });
    button.addEventListener("click", () => chooseFiles(form, row));
    cell.append(button);
  }
  let under = null;
  const hover = (row) => {
    under?.classList.remove("j-dropping");
    row?.classList.add("j-dropping");
    under = row;
  };
  // A file that misses its line must not take the browser away from what is typed.
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    hover(rowAt(event.target));
    event.dataTransfer.dropEffect = under ? "copy" : "none";
  });
  form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || hover(null));
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    hover(null);
    const row = rowAt(event.target);
    if (row) send(form, row, [...event.dataTransfer.files]);
    else announce(text("select-line"));
  });
});
