"""Where agencies of the province count the same: one thing that two of them name, and one project under two names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.demonstration.plans import ProgramPlan, ProjectPlan

# An object (content.OBJECTS), and the indicator by which two agencies count it.
NAMED_BY_TWO = (("loan", "jobs_created"), ("workshop", "private_investment"))
# What one agency completes and another one reports besides.
DONE_TWICE = ("JAHAD", "SAMT", "half_finished_completed")


def overlap(programs: Sequence[ProgramPlan]) -> list[ProgramPlan]:
    """The same programs, some of which now count what others count; as far as these agencies are among them."""
    found = list(programs)
    for name, indicator in NAMED_BY_TWO:
        _name_in_two(found, name, indicator)
    _do_twice(found, *DONE_TWICE)
    return found


def _approved(programs: Sequence[ProgramPlan], indicator: str) -> Iterator[tuple[int, int]]:
    """Places of programs that are approved and of the first of their projects with the indicator; each agency once."""
    agencies = set()
    for place, program in enumerate(programs):
        if program.way[-1:] != ("approve",) or program.agency in agencies:
            continue
        for number, project in enumerate(program.projects):
            if any(target.indicator == indicator for target in project.targets):
                agencies.add(program.agency)
                yield place, number
                break


def _name_in_two(programs: list[ProgramPlan], name: str, indicator: str) -> None:
    places = list(_approved(programs, indicator))[:2]
    for place, number in places if len(places) > 1 else ():
        projects = list(programs[place].projects)
        projects[number] = _naming(projects[number], name, indicator)
        programs[place] = replace(programs[place], projects=tuple(projects))


def _naming(project: ProjectPlan, name: str, indicator: str) -> ProjectPlan:
    targets = [
        replace(target, objects=(name,)) if target.indicator == indicator else target for target in project.targets
    ]
    return replace(project, targets=tuple(targets))


def _do_twice(programs: list[ProgramPlan], one: str, other: str, indicator: str) -> None:
    """A project of the one agency stands, in other words, in a program of the other one too."""
    of_agency = {programs[place].agency: (place, number) for place, number in _approved(programs, indicator)}
    if one not in of_agency or other not in of_agency:
        return
    place, number = of_agency[one]
    project = programs[place].projects[number]
    again = replace(
        project,
        title=project.title.replace("شهرستان ", ""),
        targets=tuple(target for target in project.targets if target.indicator == indicator),
        partners=(),
    )
    there, _number = of_agency[other]
    programs[there] = replace(programs[there], projects=(*programs[there].projects, again))
