// A figure in a row opens what it is made of: the same as the row's link that says so, which is there without script.
const FIGURE = "[data-figures] tbody td.j-cell-num";

document.addEventListener("click", (event) => {
  const link = event.target.closest(FIGURE)?.parentElement.querySelector("a[data-figure]");
  // Whoever marks a figure to copy it does not want to leave.
  if (!link || event.defaultPrevented || !getSelection().isCollapsed) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
});
