"""What every page must be: in one language, within its window's width, accessible, without a complaint."""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.launch.places import ROOT
from tests.sites import Visit

AXE = (ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
DIRECTIONS = {"fa": "rtl", "en": "ltr"}

# What a page says, one entry for each text or label: what it says, whose words they are, where they stand.
#
# Ours are all words but these: what people wrote stands in <bdi> or dir="auto", or in quotation marks within a sentence
# of ours; codes, names of files and the like are translate="no"; a word in another language says so with lang. What
# somebody is still writing (textarea, input) is no text of the page. Where people's words are repeated in the title or
# in a label, they are taken out of it.
WORDS = """() => {
  const outside = "script, style, template, noscript, textarea, code, [translate=no], body [lang]"
  const people = "bdi:not(.j-num), [dir=auto]:not(time)"
  const written = [...document.querySelectorAll(`${people}, input[type=text], textarea`)]
  const theirs = written.map(each => (each.value ?? each.textContent).trim()).filter(text => text.length > 1)
  theirs.sort((one, other) => other.length - one.length)
  const entries = []
  const say = (text, by, where) => text.trim() && entries.push({text: text.trim(), by, where})
  const said = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (said.nextNode()) {
    const {data, parentElement: element} = said.currentNode
    if (!element.closest(outside)) say(data, element.closest(people) ? "people" : "us", element.tagName)
  }
  const ours = text => theirs.reduce((left, words) => left.replaceAll(words, ""), text)
  say(ours(document.title), "us", "title")
  for (const name of ["aria-label", "aria-description", "title", "alt", "placeholder"])
    for (const element of document.body.querySelectorAll(`[${name}]`))
      if (!element.closest(outside)) say(ours(element.getAttribute(name)), "us", name)
  return entries
}"""
LATIN_LETTERS = re.compile(r"[A-Za-zÀ-ɏ]")
LATIN_DIGITS = re.compile(r"[0-9]")
QUOTED = re.compile(r"“[^”]*”|«[^»]*»")
PERSIAN = re.compile(r"[؀-ۿﭐ-﷿ﹰ-﻿]")

# Style sheets, which axe would fetch once more for each reading, serve none of its default rules.
VIOLATIONS = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"], preload: {assets: ["media"]}})
  const told = (rule, node) => `${rule.id}: ${node.target} ${node.html.slice(0, 160)}`
  return violations.flatMap(rule => rule.nodes.map(node => told(rule, node)))
}"""


def faults_of(visit: Visit, language: str) -> list[str]:
    """What is wrong with the page that is open."""
    return [*faults_of_text(visit, language), *faults_of_width(visit)]


def faults_of_text(visit: Visit, language: str) -> list[str]:
    """What is wrong with it in a window of any width."""
    return [*direction(visit, language), *foreign_words(visit, language)]


def faults_of_width(visit: Visit, *, by_axe: bool = True) -> list[str]:
    """What is wrong with it in a window of this width, and its complaints so far; accessibility only with `by_axe`."""
    faults = [*sideways_scroll(visit), *hidden_beginnings(visit), *(violations(visit) if by_axe else []), *visit.errors]
    visit.errors.clear()
    return faults


def violations(visit: Visit) -> list[str]:
    """What axe-core finds."""
    visit.page.evaluate(AXE)
    return visit.page.evaluate(VIOLATIONS)


def direction(visit: Visit, language: str) -> list[str]:
    found = visit.page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    return [] if found == [language, DIRECTIONS[language]] else [f"lang and dir are {found}"]


def sideways_scroll(visit: Visit) -> list[str]:
    too_wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"the page is {too_wide} px wider than its window"] if too_wide else []


def hidden_beginnings(visit: Visit) -> list[str]:
    """Curves whose first months are out of sight: of these something is known."""
    return visit.page.evaluate("""() => [...document.querySelectorAll(".j-chart-wide")].flatMap(shown => {
      const hidden = shown.getBoundingClientRect().left - shown.firstElementChild.getBoundingClientRect().left
      return hidden > 1 ? [`the first ${hidden} px of a curve are not shown`] : []
    })""")


def foreign_words(visit: Visit, language: str) -> list[str]:
    """What stands on the page in the other language, or in the other language's digits."""
    entries = [Words(**entry) for entry in visit.page.evaluate(WORDS)]
    if language == "en":
        return [str(words) for words in entries if PERSIAN.search(words.ours)]
    return [str(words) for words in entries if LATIN_DIGITS.search(words.text) or LATIN_LETTERS.search(words.ours)]


@dataclass(frozen=True)
class Words:
    text: str
    by: str
    where: str

    @property
    def ours(self) -> str:
        return QUOTED.sub("", self.text) if self.by == "us" else ""

    def __str__(self) -> str:
        return f"{self.text!r} ({self.where.lower()})"
