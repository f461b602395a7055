// Run by config/launch/assets.py: leaves of style sheets what words name, with the movements that this needs.
// On standard input {sheets: [file], words: [word]}; a word stands for a class, an element, an attribute or its value.
// Variables stay, used or not: PurgeCSS would take away some that are.
import { readFileSync, writeFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const { sheets, words } = JSON.parse(readFileSync(0, "utf8"));
for (const sheet of sheets) {
  const [cut] = await new PurgeCSS().purge({
    content: [{ raw: words.join(" "), extension: "txt" }],
    css: [sheet],
    keyframes: true,
    fontFace: true,
  });
  writeFileSync(sheet, cut.css);
}
