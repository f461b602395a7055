"""What people hand in up to here, and by which tables it is remembered how much that was."""

from __future__ import annotations

from agencies.uploads import counts_towards_quota
from projects.models import ChallengeFile, SignedLetter
from targets.models import Amendment, Evidence, VisitPhoto

counts_towards_quota(Evidence, by="added_by", at="added_at")
counts_towards_quota(SignedLetter, by="registered_by", at="registered_at")
counts_towards_quota(ChallengeFile, by="step__made_by", at="step__made_at")
counts_towards_quota(VisitPhoto, by="visit__recorded_by", at="visit__recorded_at")
counts_towards_quota(Amendment, by="proposed_by", at="proposed_at")
