"""Everything that writes "how much": macro targets, promises and the freeze, returns and their evidence.

The same rules as in `projects.operations`: keyword-only, `by=`, atomic, one event at least, refusals in words.
"""
