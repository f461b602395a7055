"""What a browser without script would post: the fields of a form of a page, as the page shows them."""

from __future__ import annotations

from html.parser import HTMLParser


class Forms(HTMLParser):
    """The forms of a page that are posted, in their order: `action` and `fields` {name: [values]} of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self.fields: dict[str, list[str]] | None = None
        # The name of the field whose text or options are being read.
        self.inside = ""
        self.text = ""
        self.options: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form" and given.get("method") == "post":
            self.fields = {}
            self.found.append((given.get("action") or "", self.fields))
        if self.fields is None:
            return
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") != "file":
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value") or ("on" if "checked" in given else ""))
        elif tag in ("textarea", "select"):
            self.inside, self.text, self.options = name, "", []
        elif tag == "option":
            self.options.append((given.get("value") or "", "selected" in given))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.fields is None:
            return
        if tag == "textarea":
            self.fields.setdefault(self.inside, []).append(self.text.removeprefix("\n"))
        elif tag == "select":
            selected = [value for value, is_selected in self.options if is_selected]
            self.fields.setdefault(self.inside, []).extend(selected or [value for value, _ in self.options[:1]])
        elif tag == "form":
            self.fields = None


def posted_by(page: str, field: str = "version") -> dict[str, list[str]]:
    """What the first form with that field posts, without the secret against forged requests."""
    for _action, fields in Forms(page).found:
        if field in fields:
            return {name: values for name, values in fields.items() if name != "csrfmiddlewaretoken"}
    raise AssertionError(f"no form on the page posts {field}")
