// A return line by line: the year so far while an amount is typed, where a note is due, and files that are dropped.
import { asksWhy } from "./grid_sums.js";
import { plainOf, shown, sumOf } from "./numbers.js";
import { onEach, text } from "./page.js";

// The server's figure stays beside a line of which nothing is typed; what is typed is only hinted at.
onEach("[data-year-to-date]", (total) => {
  const form = document.querySelector("#return");
  const line = total.closest(".j-line");
  const field = form?.elements[total.dataset.yearToDate];
  const note = form?.elements[total.dataset.yearToDate.replace("value-", "note-")];
  if (!field || !note) return;
  const stored = [...total.childNodes];
  const hint = document.createElement("p");
  hint.className = "j-hint";
  hint.setAttribute("role", "status");
  note.closest(".j-field").append(hint);
  const show = () => {
    const typed = plainOf(field.value);
    const sum = typed === null || total.dataset.before === undefined ? null : sumOf(total.dataset.before, typed);
    if (sum === null) total.replaceChildren(...stored);
    else total.textContent = shown(sum);
    line.classList.toggle("j-odd", typed !== null && asksWhy(total.dataset, typed, sum) && !note.value.trim());
    hint.textContent = line.classList.contains("j-odd") ? text("say-why") : "";
  };
  for (const each of [field, note]) each.addEventListener("input", show);
});

// Files dropped on a line go into the line's own field, as if they had been chosen there; the button beside it sends them.
onEach("[data-drop-line]", (zone) => {
  const field = document.getElementById(zone.dataset.dropLine);
  const line = zone.closest(".j-line") ?? zone;
  const hover = (on) => line.classList.toggle("j-dropping", on);
  line.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    hover(true);
  });
  line.addEventListener("dragleave", (event) => hover(line.contains(event.relatedTarget)));
  line.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    hover(false);
    zone.open = true;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    zone.querySelector("button").focus();
  });
});
