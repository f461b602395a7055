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

/** The decimal number that a text looks like, as its plain digits; null where it looks like none. */
export const plainOf = (words) => {
  const plain = toLatin(words ?? "").replace(/[\u200e\u200f]/g, "").replace("٫", ".").replace("−", "-").replace(/[٬, ]/g, "").replace(/[%٪]$/, "");
  return /^-?[0-9]+(\.[0-9]+)?$/.test(plain) ? plain : null;
};

const scaleOf = (plain) => plain.split(".")[1]?.length ?? 0;

/** As a whole number of the smallest of `scale` places: so nothing is lost as floating point loses it. */
const units = (plain, scale) => {
  const [whole, fraction = ""] = plain.replace("-", "").split(".");
  const size = BigInt(whole + fraction.padEnd(scale, "0"));
  return plain.startsWith("-") ? -size : size;
};

/** The sum of two plain decimal numbers, exactly. */
export const sumOf = (one, other) => {
  const scale = Math.max(scaleOf(one), scaleOf(other));
  const sum = units(one, scale) + units(other, scale);
  const digits = String(sum < 0n ? -sum : sum).padStart(scale + 1, "0");
  const fraction = scale ? digits.slice(-scale).replace(/0+$/, "") : "";
  return `${sum < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}${fraction && "."}${fraction}`;
};

/** Whether one plain decimal number is less than another. */
export const isLess = (one, other) => {
  const scale = Math.max(scaleOf(one), scaleOf(other));
  return units(one, scale) < units(other, scale);
};

/** A plain decimal number in the digits and groups of the page. */
export const shown = (plain) => {
  const point = inPersian() ? "٫" : ".";
  const small = plain.replace("-", "\u200e−").replace(".", point);
  return grouped(plain) || (inPersian() ? toPersian(small) : small);
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
