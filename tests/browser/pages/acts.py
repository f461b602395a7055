"""What somebody does on a page, by which it comes to the state that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page as Window


def propose_nothing_readable(window: Window) -> None:
    type_in_cell(window, "rows", "value", "چ")
    window.locator("#grid .j-form-sticky button.btn-primary").click()


def save_program_on_an_older_version(window: Window) -> None:
    window.select_option("[name=family]", index=0)
    window.locator("[name=topics]").first.click()
    save_on_an_older_version(window)


def save_project_on_an_older_version(window: Window) -> None:
    window.select_option("[name=scope_level]", index=1)
    window.fill("[name=weight]", "۲٫۵")
    window.locator("[name=needs_money]").click()
    save_on_an_older_version(window)


def save_target_on_an_older_version(window: Window) -> None:
    window.fill("[name=baseline]", "۱٬۲۳۴")
    window.fill("[name=baseline_on]", "1398/12/20")
    save_on_an_older_version(window)


def enter_an_object_again(window: Window) -> None:
    window.fill("[name=name]", "تسهيلات سردخانه")
    window.select_option("[name=kind]", "loan")
    window.click("main form button.btn-primary")


def decide_without_a_whole(window: Window) -> None:
    window.fill("[name^=share_] >> nth=0", "۳۰")
    window.fill("#id_confirmed_reason", "یکی است")
    window.click("details:has(#confirm-title) button.btn-primary")


def save_indicator_on_an_older_version(window: Window) -> None:
    window.fill("[name=definition]", "آنچه در استان شمرده می‌شود")
    save_on_an_older_version(window)


def save_on_an_older_version(window: Window) -> None:
    """What the other one saved stays: the answer is 409 and nothing is written."""
    window.locator("main [name=version]").first.evaluate("field => { field.value = 0 }")
    save(window)


def save_what_was_read_long_ago(window: Window) -> None:
    window.locator("main [name=seen]").evaluate("field => { field.value = 'another' }")
    save(window)


def save_without_a_title(window: Window) -> None:
    window.fill("[name=title]", "")
    save(window)


def save_a_weight_in_letters(window: Window) -> None:
    window.fill("[name=weight]", "سنگین")
    save(window)


def save_a_figure_in_letters(window: Window) -> None:
    window.fill("[name=month-1-value]", "بسیار")
    save(window)


def offer_in_letters(window: Window) -> None:
    window.fill("[name=value]", "سیصد")
    window.click("form[action$='/offer/'] .btn-primary")


def save_letters_as_figures(window: Window) -> None:
    for name in ("baseline", "value", "baseline_on"):
        window.fill(f"[name={name}]", "بسیار")
    save(window)


def save_a_year_with_letters_as_figures(window: Window) -> None:
    type_in_cell(window, "actions", "weight", "چ")
    type_in_cell(window, "targets", "value", "چ")
    window.keyboard.press("Control+s")


def save_a_year_on_older_versions(window: Window) -> None:
    for version in window.locator("#grid [name^=version-]").all():
        version.evaluate("field => { field.value = 0 }")
    type_in_cell(window, "targets", "baseline", "۷")
    window.keyboard.press("Control+s")


def save_a_return_with_letters_as_figures(window: Window) -> None:
    type_in_cell(window, "lines", "value", "چ")
    window.keyboard.press("Control+s")


def save_a_return_on_an_older_version(window: Window) -> None:
    window.locator("#grid [name=version]").evaluate("field => { field.value = 0 }")
    type_in_cell(window, "lines", "value", "۷")
    window.keyboard.press("Control+s")


def type_in_cell(window: Window, sheet: str, column: str, text: str) -> None:
    """Into the sheet's first row."""
    place = f"table[data-sheet={sheet}] thead th"
    number = window.locator(place).evaluate_all(
        "(heads, name) => heads.findIndex(h => h.dataset.name === name)", column
    )
    window.locator(f"table[data-sheet={sheet}] tbody tr").first.locator("th, td").nth(number).click()
    # Playwright's keyboard has no Persian letters: the field is opened first, then written in.
    window.keyboard.press("F2")
    window.keyboard.press("Control+a")
    window.keyboard.insert_text(text)
    window.keyboard.press("Enter")


def issue_the_past(window: Window) -> None:
    for name, typed in (("letter_number", "۴۱"), ("letter_on", "1399/01/05"), ("deadline", "1399/01/20")):
        window.fill(f"[name=call_{name}]", typed)
    window.locator(".j-form-sticky button.btn-primary").click()


def carry_nothing(window: Window) -> None:
    window.locator(".j-form-sticky button.btn-primary").click()


def save(window: Window) -> None:
    window.locator("main form[data-guard] button.btn-primary").click()


def sign_in_with_a_wrong_password(window: Window) -> None:
    window.fill("[name=username]", "planner")
    window.fill("[name=password]", "not-it")
    window.press("[name=password]", "Enter")
