"""What is wrong with a document, as both sides of a pipe name it; `agencies.uploads.unfit` says it to people."""

from __future__ import annotations

from enum import StrEnum


class Flaw(StrEnum):
    DAMAGED = "damaged"
    TWO_IN_ONE = "two_in_one"
    LOCKED = "locked"
    OLD_FORMAT = "old_format"
    ACTIVE = "active"
    CARRIES_FILES = "carries_files"
    REACHES_OUT = "reaches_out"
    TOO_MUCH_INSIDE = "too_much_inside"


class Flawed(Exception):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw
