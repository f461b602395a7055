// A sitting that is open on several screens: each asks every second what moved, and shows it without losing what is typed.
import { announce, onEach, text } from "./page.js";

const EVERY = 800;

onEach("[data-sitting]", (board) => {
  let sequence = board.dataset.sequence;
  let asking = false;
  let clock = 0;

  const rowsOf = (root) => [...root.querySelectorAll("[data-row]")].map((row) => row.dataset.row).join();
  // A cell in which somebody is typing stays as it is: what they send says which round they saw.
  const isTypedIn = (cell) =>
    cell.contains(document.activeElement) ||
    [...cell.querySelectorAll("input:not([type=hidden])")].some((input) => input.value !== input.defaultValue);

  const said = (cell) => `${cell.textContent}|${cell.querySelector("[name=seen_round]")?.value ?? ""}`;

  const put = (html) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    if (rowsOf(fresh.content) !== rowsOf(board) && ![...board.querySelectorAll("[data-answer]")].some(isTypedIn)) {
      board.replaceChildren(fresh.content);
      board.dispatchEvent(new CustomEvent("jahesh:added", { bubbles: true }));
      return;
    }
    for (const cell of fresh.content.querySelectorAll("[data-live]")) {
      const shown = document.getElementById(cell.id);
      if (!shown || said(shown) === said(cell) || ("answer" in shown.dataset && isTypedIn(shown))) continue;
      shown.innerHTML = cell.innerHTML;
      if ("answer" in shown.dataset) continue;
      shown.classList.remove("j-moved");
      // Read, so that the mark begins anew.
      void shown.offsetWidth;
      shown.classList.add("j-moved");
    }
  };

  const ask = async () => {
    if (document.hidden || asking) return;
    asking = true;
    try {
      const answer = await fetch(`${board.dataset.sitting}&after=${sequence}`, { redirect: "manual" });
      if (answer.status === 200) put(await answer.text());
      sequence = answer.headers.get("Sequence") ?? sequence;
      if (answer.type === "opaqueredirect") {
        window.clearInterval(clock);
        announce(text("no-answer"));
      }
    } catch {
      // The next second asks again.
    } finally {
      asking = false;
    }
  };

  const say = (form, words) => {
    const place = form.closest("[data-answer]")?.querySelector("[data-refusal]");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  };

  const send = async (form) => {
    say(form, "");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.type === "opaqueredirect") {
        form.reset();
        document.activeElement?.blur();
      } else {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const told = page.querySelector("[data-told]") ?? page.querySelector("#errors li") ?? page.querySelector("h1");
        say(form, told?.textContent.trim() ?? text("no-answer"));
        // Told what stands now, they may answer that.
        const round = page.querySelector("[name=seen_round]")?.value;
        if (round) form.elements.seen_round.value = round;
      }
    } catch {
      say(form, text("no-answer"));
    }
    ask();
  };

  board.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target);
  });
  // Up and down lead from value to value, as in a spreadsheet.
  board.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("[data-step]")) return;
    const values = [...board.querySelectorAll("[data-step]")];
    values[values.indexOf(event.target) + step]?.focus();
    event.preventDefault();
  });
  document.addEventListener("visibilitychange", ask);
  clock = window.setInterval(ask, EVERY);
});
