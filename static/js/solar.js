// A calendar beside every input[data-solar]: solar in Persian, Gregorian in English, the keyboard of the ARIA date grid.
// The field stays a text field; whatever is typed is read by the server.
import { jalaaliMonthLength, toGregorian, toJalaali } from "../built/jalaali.js";
import { toLatin, toPersian } from "./numbers.js";
import { onEach, text } from "./page.js";

const persian = document.documentElement.lang === "fa";
const digits = (value) => (persian ? toPersian(value) : String(value));
const day = (year, month, date) => new Date(Date.UTC(year, month - 1, date));

/** A calendar turns a UTC day into [year, month, day] and back, and knows how long a month is. */
const solar = {
  parts: (when) => {
    const { jy, jm, jd } = toJalaali(when.getUTCFullYear(), when.getUTCMonth() + 1, when.getUTCDate());
    return [jy, jm, jd];
  },
  day: (year, month, date) => {
    const { gy, gm, gd } = toGregorian(year, month, date);
    return day(gy, gm, gd);
  },
  length: jalaaliMonthLength,
  separator: "/",
  locale: "fa-u-ca-persian",
};
const gregorian = {
  parts: (when) => [when.getUTCFullYear(), when.getUTCMonth() + 1, when.getUTCDate()],
  day,
  length: (year, month) => day(year, month + 1, 0).getUTCDate(),
  separator: "-",
  locale: "en-GB",
};
const calendar = persian ? solar : gregorian;

const format = (options) => new Intl.DateTimeFormat(calendar.locale, { timeZone: "UTC", ...options });
const monthName = format({ month: "long" });
const weekday = { long: format({ weekday: "long" }), short: format({ weekday: persian ? "narrow" : "short" }) };
const inWords = (when) => {
  const [year, , date] = calendar.parts(when);
  return `${weekday.long.format(when)} ${digits(date)} ${monthName.format(when)} ${digits(year)}`;
};

const SATURDAY = day(2000, 1, 1);
const column = (when) => (when.getUTCDay() + 1) % 7;   // the week begins on Saturday
const plusDays = (when, n) => new Date(when.getTime() + n * 86400000);
const plusMonths = (when, n) => {
  const [year, month, date] = calendar.parts(when);
  const index = year * 12 + month - 1 + n;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  return calendar.day(toYear, toMonth, Math.min(date, calendar.length(toYear, toMonth)));
};
const today = () => {
  const now = new Date();
  return day(now.getFullYear(), now.getMonth() + 1, now.getDate());
};

/** The day a field holds, or null; a year of 1900 or more is Gregorian, one below is solar, in both languages. */
export const read = (typed) => {
  const parts = toLatin(typed).match(/^\s*([0-9]{4})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{1,2})\s*$/);
  if (!parts) return null;
  const [year, month, date] = parts.slice(1).map(Number);
  const typedIn = year >= 1900 ? gregorian : solar;
  if (month < 1 || month > 12 || date < 1 || date > typedIn.length(year, month)) return null;
  return typedIn.day(year, month, date);
};

export const write = (when) => {
  const [year, month, date] = calendar.parts(when);
  return digits([year, String(month).padStart(2, "0"), String(date).padStart(2, "0")].join(calendar.separator));
};

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const icon = (name) => {
  const sprite = document.querySelector(".j-icon use")?.getAttribute("href").split("#")[0] ?? "/static/img/icons.svg";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "j-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
};

let count = 0;

onEach("input[data-solar]", (input) => {
  const id = `j-calendar-${++count}`;
  const wrap = element("div", { class: "j-solar" });
  input.replaceWith(wrap);
  const opener = element("button", { type: "button", class: "btn btn-icon", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": id }, icon("calendar"));
  const dialog = element("dialog", { class: "j-calendar", id, "aria-label": text("choose-date") });
  wrap.append(input, opener, dialog);
  opener.disabled = input.disabled || input.readOnly;
  let shown = today();

  const name = () => {
    const chosen = read(input.value);
    opener.setAttribute("aria-label", chosen ? `${text("choose-date")}: ${inWords(chosen)}` : text("choose-date"));
  };
  const close = (andFocus = true) => {
    dialog.close();
    opener.setAttribute("aria-expanded", "false");
    if (andFocus) opener.focus();
  };
  const choose = (when) => {
    input.value = write(when);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    name();
    close();
  };
  const turner = (label, glyph, months) => {
    const button = element("button", { type: "button", "aria-label": text(label) }, icon(glyph));
    button.addEventListener("click", () => {
      shown = plusMonths(shown, months);
      draw();
      dialog.querySelector(`[aria-label="${text(label)}"]`).focus();
    });
    return button;
  };
  const draw = () => {
    const [year, month, current] = calendar.parts(shown);
    const first = calendar.day(year, month, 1);
    const chosen = read(input.value)?.getTime();
    const body = element("tbody");
    let week = element("tr", {}, ...Array.from({ length: column(first) }, () => element("td")));
    for (let date = 1; date <= calendar.length(year, month); date += 1) {
      const when = plusDays(first, date - 1);
      if (column(when) === 0 && date > 1) {
        body.append(week);
        week = element("tr");
      }
      const button = element("button", { type: "button", tabindex: date === current ? "0" : "-1", "aria-label": inWords(when), "data-date": date }, digits(date));
      button.addEventListener("click", () => choose(when));
      week.append(
        element("td", {
          role: "gridcell",
          class: column(when) === 6 ? "j-friday" : null,
          "aria-selected": String(when.getTime() === chosen),
          "aria-current": when.getTime() === today().getTime() ? "date" : null,
        }, button),
      );
    }
    body.append(week);
    const days = Array.from({ length: 7 }, (_, n) => plusDays(SATURDAY, n)).map((when) =>
      element("th", { scope: "col", abbr: weekday.long.format(when) }, weekday.short.format(when)));
    dialog.replaceChildren(
      element("header", {},
        turner("previous-year", "chevrons-left", -12),
        turner("previous-month", "chevron-left", -1),
        element("h2", { id: `${id}-month`, "aria-live": "polite" }, `${monthName.format(first)} ${digits(year)}`),
        turner("next-month", "chevron-right", 1),
        turner("next-year", "chevrons-right", 12)),
      element("table", { role: "grid", "aria-labelledby": `${id}-month` }, element("thead", {}, element("tr", {}, ...days)), body),
    );
  };
  const focusDay = () => dialog.querySelector('[data-date][tabindex="0"]').focus();
  const open = () => {
    shown = read(input.value) ?? today();
    draw();
    dialog.show();
    dialog.scrollIntoView({ block: "nearest" });
    opener.setAttribute("aria-expanded", "true");
    focusDay();
  };

  opener.addEventListener("click", () => (dialog.open ? close() : open()));
  input.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "ArrowDown") {
      event.preventDefault();
      open();
    }
  });
  input.addEventListener("change", name);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
      return;
    }
    if (!event.target.dataset.date) return;
    // Arrows follow the eye: from right to left, the left arrow is tomorrow.
    const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = ahead === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const moves = {
      [ahead]: () => plusDays(shown, 1),
      [back]: () => plusDays(shown, -1),
      ArrowDown: () => plusDays(shown, 7),
      ArrowUp: () => plusDays(shown, -7),
      Home: () => plusDays(shown, -column(shown)),
      End: () => plusDays(shown, 6 - column(shown)),
      PageDown: () => plusMonths(shown, event.shiftKey ? 12 : 1),
      PageUp: () => plusMonths(shown, event.shiftKey ? -12 : -1),
    };
    if (moves[event.key]) {
      event.preventDefault();
      shown = moves[event.key]();
      draw();
      focusDay();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (dialog.open && !wrap.contains(event.target)) close(false);
  });
  name();
});
