"""What people type at their desk, and about sessions of the headquarters. Forms read and check; operations write."""

from reports.forms.desk import (
    CodeForm,
    DelegationForm,
    ManyWorkbooksForm,
    NarrativeForm,
    NewViewForm,
    PublishForm,
    ReachForm,
    ReportRequestForm,
    ViewForm,
    WorkbookForm,
)

__all__ = [
    "CodeForm",
    "DelegationForm",
    "ManyWorkbooksForm",
    "NarrativeForm",
    "NewViewForm",
    "PublishForm",
    "ReachForm",
    "ReportRequestForm",
    "ViewForm",
    "WorkbookForm",
]
