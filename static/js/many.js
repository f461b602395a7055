// A long list of boxes gets a field that shows those whose words fit what is typed, however it is written.
import { announce, onEach, text } from "./page.js";
import { toLatin, toPersian } from "./numbers.js";

const LONG = 12;
const FOLDED = { آ: "ا", أ: "ا", إ: "ا", ٱ: "ا", ؤ: "و", ئ: "ی", ي: "ی", ى: "ی", ك: "ک", ة: "ه", ە: "ه", ۀ: "ه", ء: "" };

/** The key under which all spellings of a text are one, like config.persian.letters.search_key. */
export const searchKey = (typed) =>
  toLatin(typed.normalize("NFC").toLowerCase())
    .replace(/[آأإٱؤئيىكةەۀء]/g, (letter) => FOLDED[letter])
    .replace(/[\s\u00a0\u0640\u064b-\u0655\u0670\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "");

onEach("fieldset.j-field", (fieldset) => {
  const boxes = [...fieldset.querySelectorAll('input[type="checkbox"]')];
  const list = boxes[0]?.closest("div:has(> div > label)");
  if (boxes.length <= LONG || !list) return;
  const legend = fieldset.querySelector("legend")?.textContent.trim() ?? "";
  const field = document.createElement("input");
  Object.assign(field, { type: "search", className: "j-many", dir: "auto", autocomplete: "off" });
  field.placeholder = text("filter-boxes");
  field.setAttribute("aria-label", `${text("filter-boxes")} – ${legend}`);
  const rows = boxes.map((box) => [box, box.closest("label").parentElement, searchKey(box.closest("label").textContent)]);
  field.addEventListener("input", (event) => {
    // What is sought is nothing that the form could lose.
    event.stopPropagation();
    const words = field.value.split(/\s+/).map(searchKey).filter(Boolean);
    let shown = 0;
    for (const [box, row, key] of rows) {
      const fits = words.every((word) => key.includes(word));
      row.hidden = !fits && !box.checked;
      shown += fits;
    }
    const count = document.documentElement.lang === "fa" ? toPersian(shown) : String(shown);
    announce(shown ? `${text("options-found")} ${count}` : text("nothing-fits"));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.before(field);
});
