"""What people type at their desk, and about sessions of the headquarters. Forms read and check; operations write."""

from reports.forms.desk import (
    CodeForm,
    DelegationForm,
    LetterForm,
    ManyWorkbooksForm,
    NewViewForm,
    ReachForm,
    ReportRequestForm,
    ViewForm,
    WorkbookForm,
)

__all__ = [
    "CodeForm",
    "DelegationForm",
    "LetterForm",
    "ManyWorkbooksForm",
    "NewViewForm",
    "ReachForm",
    "ReportRequestForm",
    "ViewForm",
    "WorkbookForm",
]
