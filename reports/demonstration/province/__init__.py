"""A whole province in its year: drawn by a seed from vocabularies, written and reported on through the operations.

`programs.csv`, `projects.csv`, `actions.csv`, `people.csv` and `macro_targets.csv` say what there is to draw from;
`drawing` makes plans of it, `amounts` fits them to the province's macro targets, `reporting` says what each agency
reports each month, `building` writes it all. The same seed gives the same titles and figures.
"""
