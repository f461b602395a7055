// The worked examples of an indicator's sheet: the cells that the fields' present choices come to are marked.
import { onEach } from "./page.js";

onEach("[data-examples]", (examples) => {
  const form = examples.closest("form");
  const cells = [...examples.querySelectorAll("[data-when]")];
  const holds = (condition) => {
    const [name, value] = condition.split("=");
    return form.elements[name]?.value === value;
  };
  form?.addEventListener("change", () => {
    for (const cell of cells) {
      if (cell.dataset.when.split(" ").every(holds)) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
    }
  });
});
