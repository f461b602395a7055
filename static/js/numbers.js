// While a number is typed, how it reads in groups of three stands above the field. The field itself is left alone:
// what is sent is what was typed, and the server is the only reader.
import { onEach } from "./page.js";

const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";
const ARABIC = "٠١٢٣٤٥٦٧٨٩";

export const toLatin = (typed) =>
  typed.replace(/[۰-۹]/g, (d) => PERSIAN.indexOf(d)).replace(/[٠-٩]/g, (d) => ARABIC.indexOf(d));

export const toPersian = (latin) => String(latin).replace(/[0-9]/g, (d) => PERSIAN[d]);

const inPersian = () => document.documentElement.lang === "fa";

/** "1250000.5" as ۱٬۲۵۰٬۰۰۰٫۵ or 1,250,000.5; empty when it needs no grouping or is no plain number. */
export const grouped = (typed) => {
  const plain = toLatin(typed.trim()).replace("٫", ".").replace(/^[−‎]+/, "-");
  const parts = plain.match(/^(-?)([0-9]{4,})(?:\.([0-9]+))?$/);
  if (!parts) return "";
  const [, sign, whole, fraction] = parts;
  const [separator, point] = inPersian() ? ["٬", "٫"] : [",", "."];
  const groups = whole.replace(/\B(?=([0-9]{3})+$)/g, separator);
  const reading = (sign ? "\u200e−" : "") + groups + (fraction ? point + fraction : "");
  return inPersian() ? toPersian(reading) : reading;
};

onEach("input.j-number", (input) => {
  const reading = document.createElement("bdi");
  reading.className = "j-reading";
  reading.dir = "ltr";
  reading.setAttribute("aria-hidden", "true");
  reading.hidden = true;
  const show = () => {
    reading.textContent = grouped(input.value);
    reading.hidden = !reading.textContent || document.activeElement !== input;
  };
  for (const moment of ["input", "focus", "blur"]) input.addEventListener(moment, show);
  input.closest(".j-field")?.append(reading);
});
