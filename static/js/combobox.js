// input[data-combo=address]: a combobox after the ARIA pattern. What is typed is sought on the server; the field keeps
// showing the name of what was chosen, and the form sends its key. Without script the name or code itself is sent.
import { announce, onEach, text } from "./page.js";
import { toPersian } from "./numbers.js";

const PAUSE = 180;   // milliseconds of silence before the server is asked
const digits = (count) => (document.documentElement.lang === "fa" ? toPersian(count) : String(count));

let count = 0;

onEach("input[data-combo]", (input) => {
  const id = `j-options-${++count}`;
  const wrap = document.createElement("div");
  wrap.className = "j-combo";
  const popup = document.createElement("div");
  Object.assign(popup, { className: "j-options", hidden: true });
  const list = document.createElement("div");
  list.id = id;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  const note = document.createElement("p");
  popup.append(list, note);
  input.replaceWith(wrap);
  wrap.append(input, popup);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  input.setAttribute("aria-expanded", "false");

  // In forms a row is named by its number, in addresses by its code; the server wrote the key the same way.
  const byNumber = input.dataset.comboBy === "id";
  let chosen = input.dataset.key ? { key: input.dataset.key, label: input.value } : null;
  let current = -1;
  let waiting;
  let asked = 0;

  const options = () => [...list.querySelectorAll('[role="option"]')];
  const close = () => {
    popup.hidden = true;
    current = -1;
    asked += 1;
    clearTimeout(waiting);
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (place) => {
    const all = options();
    if (!all.length) return;
    current = (place + all.length) % all.length;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === current)));
    input.setAttribute("aria-activedescendant", all[current].id);
    all[current].scrollIntoView({ block: "nearest" });
  };
  const choose = (option) => {
    chosen = { key: option.dataset.key, label: option.textContent };
    input.value = chosen.label;
    input.removeAttribute("aria-invalid");
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = ({ options: found, more }) => {
    list.replaceChildren(
      ...found.map((each, index) => {
        const option = document.createElement("div");
        option.id = `${id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.key = byNumber ? each.id : each.key;
        option.dir = "auto";
        option.textContent = each.label;
        return option;
      }),
    );
    note.textContent = !found.length ? text("nothing-fits") : more ? text("more-fit") : "";
    note.hidden = !note.textContent;
    list.hidden = !found.length;
    popup.hidden = false;
    current = -1;
    input.setAttribute("aria-expanded", "true");
    announce(found.length ? `${text("options-found")} ${digits(found.length)}` : note.textContent);
  };
  const ask = async (typed) => {
    const number = ++asked;
    const address = new URL(input.dataset.combo, location.href);
    address.searchParams.set("q", typed);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      const found = answer.ok ? await answer.json() : null;
      if (number !== asked || document.activeElement !== input) return;
      if (found) show(found);
      else announce(text("no-answer"));
    } catch {
      if (number === asked) announce(text("no-answer"));
    }
  };
  const open = () => ask(chosen && input.value === chosen.label ? "" : input.value);

  input.addEventListener("input", () => {
    chosen = null;
    clearTimeout(waiting);
    if (!input.value.trim()) close();
    else waiting = setTimeout(open, PAUSE);
  });
  input.addEventListener("click", () => popup.hidden && open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (popup.hidden) open();
      else point(event.key === "ArrowDown" ? current + 1 : current < 0 ? -1 : current - 1);
    } else if (event.key === "Enter" && !popup.hidden && current >= 0) {
      event.preventDefault();
      choose(options()[current]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && !popup.hidden && current >= 0) {
      choose(options()[current]);
    }
  });
  // The field keeps the focus while the pointer chooses.
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) choose(option);
  });
  input.addEventListener("jahesh:restore", ({ detail }) => {
    chosen = detail;
    input.value = chosen.label;
  });
  input.form?.addEventListener("formdata", (event) => {
    if (chosen && input.name && input.value === chosen.label) event.formData.set(input.name, chosen.key);
  });
});
