// Everything here improves a page that works without it.
import "./page.js";
import "./cards.js";
import "./forms.js";
import "./grid.js";
import "./numbers.js";
import "./columns.js";
import "./figures.js";
import "./examples.js";
import "./combobox.js";
import "./many.js";
import "./progress.js";
import "./screen.js";
import "./search.js";
import "./sitting.js";
import "./solar.js";
// Last: it reads what the others have made of the fields.
import "./drafts.js";
