"""Challenges: the list, one with its story and what is done about it, registering and changing one."""

from targets.views.challenges.lists import ChallengeList, DecisionsPage
from targets.views.challenges.page import ChallengeDetail, ChallengeFileDownload, ChallengeStepTake
from targets.views.challenges.writing import ChallengeCosts, ChallengeEdit, ChallengeNew, ChallengePick

__all__ = [
    "ChallengeCosts",
    "ChallengeDetail",
    "ChallengeEdit",
    "ChallengeFileDownload",
    "ChallengeList",
    "ChallengeNew",
    "ChallengePick",
    "ChallengeStepTake",
    "DecisionsPage",
]
