"""What people type about what is planned. Forms read and check; operations write."""

from projects.forms.grading import CriterionFormSet, GradeForm, ScoreForm, ThresholdForm
from projects.forms.programs import (
    AnswerForm,
    ExemptionDecisionForm,
    ExemptionForm,
    ExemptionWithdrawalForm,
    MoveForm,
    ProgramForm,
    ProgramStartForm,
    ProjectDecisionForm,
    RemarkForm,
    Versioned,
    VersionForm,
)
from projects.forms.projects import (
    ActionForm,
    ActionFormSet,
    ChallengeFormSet,
    FundingFormSet,
    ProjectForm,
    action_rows,
    challenge_rows,
    funding_rows,
    kept_rows,
)
from projects.forms.years import CallForm, ExpectationForm, ExtensionForm, YearForm

__all__ = [
    "ActionForm",
    "ActionFormSet",
    "AnswerForm",
    "CallForm",
    "ChallengeFormSet",
    "CriterionFormSet",
    "ExemptionDecisionForm",
    "ExemptionForm",
    "ExemptionWithdrawalForm",
    "ExpectationForm",
    "ExtensionForm",
    "FundingFormSet",
    "GradeForm",
    "MoveForm",
    "ProgramForm",
    "ProgramStartForm",
    "ProjectDecisionForm",
    "ProjectForm",
    "RemarkForm",
    "ScoreForm",
    "ThresholdForm",
    "VersionForm",
    "Versioned",
    "YearForm",
    "action_rows",
    "challenge_rows",
    "funding_rows",
    "kept_rows",
]
