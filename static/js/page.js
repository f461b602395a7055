// What every page shares: words, announcements, menus, dialogs, scrolling tables, refused forms.

/** The translated words of components/script_texts.html, and of script_texts_grid.html where the page has them. */
export const text = (key) =>
  [...document.querySelectorAll("template[data-texts]")]
    .map((words) => words.content.querySelector(`[data-key="${key}"]`)?.textContent)
    .find(Boolean) ?? "";

/** Says something to a screen reader without moving the focus. */
export const announce = (words) => {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
};

/** Runs `enhance` on every match, now and in whatever htmx brings later; once for each element. */
export const onEach = (selector, enhance) => {
  const seen = new WeakSet();
  const scan = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      if (!seen.has(element)) {
        seen.add(element);
        enhance(element);
      }
    }
  };
  scan(document);
  document.addEventListener("htmx:load", (event) => scan(event.detail.elt));
  document.addEventListener("jahesh:added", (event) => scan(event.target));
};

// An open menu closes by Escape and by a click elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll(".j-menu[open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest?.(".j-menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});

// Browsers older than `command` open and close dialogs by this.
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (button?.getAttribute("command") === "show-modal") dialog?.showModal();
    if (button?.getAttribute("command") === "close") dialog?.close();
  });
}

// The first column throws a shadow once the table has been scrolled under it; where more stands, the edge fades.
onEach("[data-scroller]", (scroller) => {
  const mark = () => {
    const across = Math.abs(scroller.scrollLeft);
    scroller.classList.toggle("j-scrolled", across > 1);
    scroller.classList.toggle("j-more-across", scroller.scrollWidth - scroller.clientWidth - across > 2);
    scroller.classList.toggle("j-more-below", scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop > 2);
  };
  scroller.addEventListener("scroll", mark, { passive: true });
  new ResizeObserver(mark).observe(scroller);
  mark();
});

// A summary of errors lets go of what has been touched since; whether it is right now the server says.
onEach("[data-error-summary]", (summary) => {
  summary.focus();
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".j-field") ?? event.target;
    for (const link of summary.querySelectorAll('a[href^="#"]')) {
      const named = document.getElementById(link.hash.slice(1));
      if (named && (named === event.target || field.contains(named))) link.closest("li").remove();
    }
    const left = summary.querySelectorAll("li").length;
    const told = summary.querySelector("[data-errors-left]");
    if (told) told.textContent = new Intl.NumberFormat(document.documentElement.lang).format(left);
    if (!left) summary.remove();
  });
});

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => announce(text("no-answer")));
}

// A button that prints the page, or a link to one that prints itself; without script people print as any page.
if (location.hash === "#print") addEventListener("load", () => window.print());
onEach("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
