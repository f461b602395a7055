// Rows that are added and removed, files that are dropped, and a warning before unsaved work is lost.
import { announce, onEach, text } from "./page.js";

// [data-formset=prefix]: a row is the content of its <template>, with the next number for __prefix__.
onEach("[data-formset]", (formset) => {
  const total = formset.querySelector(`[name="${formset.dataset.formset}-TOTAL_FORMS"]`);
  const rows = formset.querySelector("[data-formset-rows]");
  const add = formset.querySelector("[data-formset-add]");
  add.hidden = false;
  add.addEventListener("click", () => {
    const blank = formset.querySelector("[data-formset-empty]").innerHTML;
    rows.insertAdjacentHTML("beforeend", blank.replaceAll("__prefix__", total.value));
    total.value = Number(total.value) + 1;
    const row = rows.lastElementChild;
    row.dispatchEvent(new Event("jahesh:added", { bubbles: true }));
    row.dispatchEvent(new Event("input", { bubbles: true }));
    row.querySelector(".j-field :is(input, select, textarea)")?.focus();
    announce(text("row-added"));
  });
});

onEach("[data-formset-row]", (row) => {
  const box = row.querySelector('input[name$="-DELETE"]');
  const button = row.querySelector("[data-formset-remove]");
  if (!box || !button) return;
  row.querySelector("[data-formset-delete]").hidden = true;
  button.hidden = false;
  const show = () => {
    row.classList.toggle("j-removed", box.checked);
    button.setAttribute("aria-pressed", box.checked);
  };
  button.addEventListener("click", () => {
    box.checked = !box.checked;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    show();
    announce(text(box.checked ? "row-removed" : "row-kept"));
  });
  box.addEventListener("jahesh:restored", show);
  show();
});

// form[data-guard]: leaving with unsaved changes is asked about; [data-unsaved] in it says that there are some.
onEach("form[data-guard]", (form) => {
  let changed = form.dataset.guard === "changed";
  const sign = form.querySelector("[data-unsaved]");
  const show = () => {
    if (sign) sign.textContent = changed ? text("unsaved") : "";
  };
  form.addEventListener("input", () => {
    changed = true;
    show();
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  addEventListener("beforeunload", (event) => {
    // What is kept as a draft need not be asked about.
    if (changed && !form.dataset.kept && form.isConnected) event.preventDefault();
  });
  show();
});

// [data-drop]: the browser's own file button speaks the browser's language, so ours stands in for it.
onEach("[data-drop]", (zone) => {
  const input = zone.querySelector('input[type="file"]');
  const names = zone.querySelector("[data-drop-names]");
  const over = (is) => (event) => {
    event.preventDefault();
    zone.classList.toggle("j-drop-over", is);
  };
  const list = () => {
    names.replaceChildren(
      ...[...input.files].map((file) => {
        const item = document.createElement("li");
        const name = document.createElement("bdi");
        name.translate = false;
        name.textContent = file.name;
        item.append(name);
        return item;
      }),
    );
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", list);
  zone.querySelector("[data-drop-words]").hidden = false;
  zone.classList.add("j-drop-ready");
});
