// The screen of the meeting room: a key turns from step to step, Escape leads back to the dashboard.
import { onEach } from "./page.js";

const FORWARD = new Set(["ArrowDown", "PageDown", " ", "Enter"]);
const BACK = new Set(["ArrowUp", "PageUp"]);

onEach("[data-screen]", (screen) => {
  const steps = [...screen.querySelectorAll(".j-screen-step")];
  // The step whose head stands nearest to the top of the window.
  const at = () => {
    const far = steps.map((step) => Math.abs(step.getBoundingClientRect().top));
    return far.indexOf(Math.min(...far));
  };
  const show = (number) => steps[Math.min(Math.max(number, 0), steps.length - 1)].scrollIntoView({ block: "start" });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // A link or a part that scrolls by itself keeps its own keys.
    if ((event.key === "Enter" || event.key === " ") && event.target.closest("a, button, summary")) return;
    const onwards = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backwards = onwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const sideways = event.target.closest("[tabindex]") !== null;
    if (FORWARD.has(event.key) || (event.key === onwards && !sideways)) show(at() + 1);
    else if (BACK.has(event.key) || (event.key === backwards && !sideways)) show(at() - 1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(steps.length - 1);
    else if (event.key === "Escape") screen.querySelector("[data-screen-back]").click();
    else return;
    event.preventDefault();
  });
});
