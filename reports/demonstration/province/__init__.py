"""A whole province in its year: drawn by a seed from vocabularies, written and reported on through the operations.

The CSV files beside say what there is to draw from; `drawing` makes plans of it, fitted to what the province needs
(`needing`); `travelling` says how far each goes, `reporting` what each agency reports each month. `building` writes it
all, with a year before (`earlier`) whose unfinished projects go on. The same seed gives the same titles and figures.
"""
