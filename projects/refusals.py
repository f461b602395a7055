"""How an operation says no; what the apps above share with the one below."""

from agencies.refusals import Moved, Refused

__all__ = ["Moved", "Refused"]
