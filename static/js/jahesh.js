// Everything here improves a page that works without it. What few pages have a use for they ask for themselves, in their
// block "scripts": grid.js, progress.js, columns.js, examples.js, sitting.js, screen.js.
import "./page.js";
import "./cards.js";
import "./forms.js";
import "./numbers.js";
import "./figures.js";
import "./combobox.js";
import "./many.js";
import "./search.js";
import "./solar.js";
// Last: it reads what the others have made of the fields.
import "./drafts.js";

// Before htmx looks at the page: that it does when all of it is there.
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "(409|422)", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});
