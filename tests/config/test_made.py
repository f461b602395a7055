"""Parts of a page that are made once (config.made)."""

from config.made import Made


def test_part_is_made_of_its_context_once() -> None:
    made = Made("components", name="lock")
    assert "#lock" in made["icon"]
    assert made["icon"] is made["icon"]
