"""The README says what is: the diagram comes from the code, the tree and the commands exist."""

from __future__ import annotations

import re

from config.launch.places import ROOT
from projects.management.commands.workflow_diagram import with_diagram

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_diagram_is_that_of_the_workflow() -> None:
    assert with_diagram(README) == README


def test_every_folder_of_the_tree_exists() -> None:
    tree = README.partition("## The tree")[2].partition("## ")[0]
    folders = re.findall(r"^([a-z]+)/", tree, re.MULTILINE)
    assert len(folders) > 6
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_every_decision_has_a_date() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    assert [path.name for path in decisions if not re.match(r"\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.md$", path.name)] == []


def test_links_of_the_readme_lead_somewhere() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert [target for target in targets if not (ROOT / target).exists()] == []
