"""What the project has agreed on, checked instead of hoped for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.views import serve
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from agencies.access import Guarded
from agencies.enums import Permission
from config.launch.places import ROOT
from config.management.commands.messages import catalogue_path, faults, read_catalogue

APPS = ("agencies", "projects", "targets", "reports")
# Addresses that everybody may open, each with its reason.
PUBLIC = {
    "healthz": "asked by the process manager",
    "readyz": "asked by the load balancer",
    "set_language": "before sign-in too",
    "sign-in": "the door",
    "sign-out": "ends a session, whoever's",
}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|common|helpers?|misc|new|old|v2)(_|$)")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(address pattern, route) of every address of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def files(*patterns: str) -> list[Path]:
    found = [path for pattern in patterns for path in ROOT.glob(pattern)]
    assert found
    return sorted(path for path in found if not {"node_modules", ".venv", ".boot", "built", "var"} & set(path.parts))


@pytest.mark.parametrize("route", [route for _, route in routes() if route.callback is not serve], ids=lambda r: r.name)
def test_every_view_names_its_permission(route: URLPattern) -> None:
    view = getattr(route.callback, "view_class", None)
    if route.name in PUBLIC:
        assert not (view and issubclass(view, Guarded))
    else:
        assert view is not None, f"{route.name}: a class-based view with a permission is expected"
        assert issubclass(view, Guarded)
        assert isinstance(view.permission, Permission)
        # The guard comes first: nothing of the view runs before it.
        assert next(cls for cls in view.__mro__ if "dispatch" in vars(cls)) is Guarded


def test_every_address_has_a_name_of_its_own() -> None:
    names = [route.name for _, route in routes()]
    assert None not in names
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", files("templates/**/*.html"), ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_no_inline_script_or_style(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", files("templates/**/*.html"), ids=lambda path: str(path.relative_to(ROOT)))
def test_forms_of_template_are_carried_out_once_and_keep_what_is_typed(path: Path) -> None:
    """The secret of a form that is posted is also what tells a second sending of it (agencies.once)."""
    page = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
        start = form.partition(">")[0]
        if 'method="post"' in start:
            assert "{% csrf_token %}" in form or 'name="csrfmiddlewaretoken"' in form, start
        if "data-draft" in start:
            assert 'autocomplete="off"' in start, f"{start}: what the browser restores passes for what is stored"


@pytest.mark.parametrize(
    "bad", ["<script>x()</script>", '<p style="a">', '<a onclick="x()">', "<style>", "javascript:x"]
)
def test_inline_pattern_finds_what_it_should(bad: str) -> None:
    assert INLINE.search(bad)


def test_inline_pattern_leaves_the_rest() -> None:
    assert INLINE.search('<script src="a.js" defer></script><p class="style" data-on="1">') is None


def test_nothing_is_untranslated() -> None:
    assert faults(read_catalogue(catalogue_path())) == []


def test_no_name_says_nothing() -> None:
    paths = files(*(f"{app}/**/*.py" for app in (*APPS, "config", "tests")))
    assert [str(path.relative_to(ROOT)) for path in paths if FORBIDDEN_NAMES.search(path.stem)] == []


def test_every_test_file_is_collected() -> None:
    """A module with tests that the runner's pattern misses would be green for ever."""
    missed = [
        str(path.relative_to(ROOT))
        for path in files("tests/**/*.py")
        if not path.name.startswith("test_")
        and any(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in ast.parse(path.read_text(encoding="utf-8")).body
        )
    ]
    assert missed == []


def test_no_save_override_and_no_float() -> None:
    """Writes go through operations; amounts are decimals."""
    found = []
    for path in files(*(f"{app}/**/*.py" for app in APPS)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete") and "models" in str(path):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
            # A command may count seconds; in a drawing there are places, no amounts.
            if isinstance(node, ast.Name) and node.id == "float" and not {"management", "charts"} & set(path.parts):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} float")
    assert found == []


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_nothing_names_a_machine_or_a_registry() -> None:
    pattern = re.compile(r"registry\.npmjs|pypi\.org|files\.pythonhosted|deb\.debian\.org|/home/[a-z]|/Users/")
    named = [
        str(path.relative_to(ROOT))
        for path in files("**/*.py", "**/*.json", "**/*.txt", "**/*.lock", "**/*.md", "**/*.toml", "**/*.yml", "run")
        if path.name != Path(__file__).name and pattern.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert named == []
