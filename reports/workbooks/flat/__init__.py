"""The flat table (جدول جهش تولید) that agencies keep: one row a target of a project, known by the headings.

`columns` says what is understood, `headings` finds it on a sheet, `reading` reads the rows with `cells`, `splitting`
and `names`, `planning` says what of it is new or different. All of it is pure: nothing is asked of the database here,
and nothing written.
"""
