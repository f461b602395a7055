"""Lists of how it is seen: reports, answers to the call, letters, messages; sessions and resolutions beside them."""

from reports.tables.desk import (
    LANGUAGE_NAMES,
    STAGE_TONES,
    TONES,
    AnswerTable,
    LetterTable,
    MessageTable,
    ReportJobTable,
)

__all__ = ["LANGUAGE_NAMES", "STAGE_TONES", "TONES", "AnswerTable", "LetterTable", "MessageTable", "ReportJobTable"]
