// table[data-columns]: a block copied from Excel goes down the rows and across their fields, from the one in which it
// is pasted. The server reads it like what is typed.
import { announce, onEach, text } from "./page.js";

const FIELDS = "input:not([type=hidden], [type=checkbox])";

onEach("table[data-columns]", (table) => {
  table.addEventListener("paste", (event) => {
    const block = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll(FIELDS)]);
    const top = rows.findIndex((fields) => fields.includes(event.target));
    if (top < 0 || !/[\t\n]/.test(block)) return;
    event.preventDefault();
    const left = rows[top].indexOf(event.target);
    const cells = block.split("\n").map((line) => line.split("\t"));
    const isTooLarge = cells.some((line, down) => line.length > (rows[top + down]?.length ?? 0) - left);
    const told = table.querySelector("[data-columns-told]");
    told.textContent = isTooLarge ? text("block-too-large") : "";
    told.hidden = !isTooLarge;
    if (isTooLarge) {
      announce(text("block-too-large"));
      return;
    }
    cells.forEach((line, down) =>
      line.forEach((cell, across) => {
        const field = rows[top + down][left + across];
        field.value = cell.trim();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }),
    );
    announce(text("put-in"));
  });
});
