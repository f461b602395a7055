"""The tree and its one rule: agencies is who, projects is what, targets is how much, reports is how it is seen.

Each app imports only those before it in that sentence; inside an app each file only those before it. Read from the
source, so that an import inside a function counts too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from config.launch.places import ROOT

APPS = ("agencies", "projects", "targets", "reports")
# Below every app: it knows no business.
GROUND = "config"
# What of config may know the apps: it assembles them.
ASSEMBLY = {"config/urls.py", "config/web.py"}
# Inside an app: enums < models < the domain's rules < permissions < operations < the edges < views < urls.
EDGES = {"forms", "filters", "tables", "tasks", "panels", "context"}
LAYERS = {
    "enums": 0,
    "models": 1,
    "operations": 4,
    "views": 6,
    "management": 6,
    "demonstration": 6,
    "urls": 7,
    "apps": 7,
} | dict.fromkeys(EDGES, 5)


def modules(app: str) -> Iterator[Path]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything the module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import in line {node.lineno}"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def layer(dotted: str) -> int | None:
    """The layer of "projects.views.moves"; None for the domain's own rules, between models and operations."""
    parts = dotted.split(".")
    return LAYERS.get(parts[1]) if len(parts) > 1 else None


@pytest.mark.parametrize("app", APPS)
def test_app_imports_only_apps_below_it(app: str) -> None:
    above = APPS[APPS.index(app) + 1 :]
    upward = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in modules(app)
        for line, name in imports(path)
        if name.split(".")[0] in above
    ]
    assert upward == []


def test_ground_imports_no_app() -> None:
    upward = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in modules(GROUND)
        for line, name in imports(path)
        if name.split(".")[0] in APPS and str(path.relative_to(ROOT)) not in ASSEMBLY
    ]
    assert upward == []


def test_persian_knows_no_model_and_no_setting() -> None:
    known = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in (ROOT / "config" / "persian").glob("*.py")
        for line, name in imports(path)
        if name.startswith(("django.conf", "config.settings", "config.clock", *APPS))
    ]
    assert known == []


@pytest.mark.parametrize("app", APPS)
def test_file_imports_only_files_below_it(app: str) -> None:
    upward = []
    for path in modules(app):
        own = layer(".".join(path.relative_to(ROOT).with_suffix("").parts))
        own = 3 if own is None else own
        for line, name in imports(path):
            theirs = layer(name) if name.split(".")[0] == app else None
            if theirs is not None and theirs > own:
                upward.append(f"{path.relative_to(ROOT)}:{line} {name}")
    assert upward == []


def test_apps_have_no_import_cycle() -> None:
    """Cycles between files, at the level of modules; imports for type checking alone do not count."""
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for app in (*APPS, GROUND)
        for path in modules(app)
    }
    graph = {
        name: {found for _, imported in top_level_imports(path) for found in resolve(imported, names) if found != name}
        for name, path in names.items()
    }
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*way, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def top_level_imports(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def resolve(imported: str, names: dict[str, Path]) -> Iterator[str]:
    """The module of ours that `from a.b import c` runs: a.b.c when that is a module, else a.b."""
    if imported in names:
        yield imported
    elif (parent := imported.rpartition(".")[0]) in names:
        yield parent


def test_no_reverse_lookup_crosses_apps() -> None:
    """A foreign key to another app has no reverse name: projects cannot reach targets through the ORM."""
    crossing = [
        str(field)
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation
        and field.related_model._meta.app_label != app
        and not field.remote_field.hidden
        and field.related_model._meta.app_label in APPS
    ]
    assert crossing == []


@pytest.mark.parametrize("app", APPS)
def test_migrations_have_one_leaf(app: str) -> None:
    assert len(MigrationLoader(None).graph.leaf_nodes(app)) == 1
