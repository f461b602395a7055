"""Reading the rows of a flat table: what each says, what is wrong with it, and what has to be asked first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from config.persian.errors import Unreadable, quoted
from config.persian.letters import search_key
from projects.enums import FundingSource
from reports.workbooks.flat import cells, names
from reports.workbooks.flat.cells import Answers, Open
from reports.workbooks.flat.columns import BY_KEY
from reports.workbooks.flat.fields import Kind, key_of
from reports.workbooks.flat.headings import RECOGNISED, Head, Line
from reports.workbooks.flat.names import Names
from reports.workbooks.flat.rows import Fault, Lists, ReadRow, ReadTable
from reports.workbooks.flat.splitting import LONGEST, split_actions
from targets.models import Indicator, Unit
from targets.rollups import NotAdditive, converted
from targets.units import too_fine

LONGEST_TITLE = 250
LONGEST_NAME = 150
_SUMS = frozenset(map(search_key, ("جمع", "جمع کل", "مجموع", "جمع کل دستگاه", "مجموع کل", "total", "sum")))
_LONGEST_SUM = 20
_NO_OBSTACLE = frozenset(
    map(search_key, ("ندارد", "مانعی ندارد", "فاقد مانع", "بدون مانع", "موردی ندارد", "none", "no obstacle"))
)
# Words for a unit that say no more than that something is counted.
_COUNTED = frozenset(map(search_key, ("واحد", "تعداد", "عدد", "مورد", "number", "count")))


def read_table(lines: Sequence[Line], head: Head, lists: Lists, answers: Answers) -> ReadTable:
    """Read the lines under the headings."""
    return _Reader(head, lists, answers).read(lines[head.first :])


class _Reader:
    def __init__(self, head: Head, lists: Lists, answers: Answers) -> None:
        self.lists = lists
        self.answers = answers
        self.columns = {
            key: columns for key, each in BY_KEY.items() if (columns := head.columns(key)) and key != "ordinal"
        }
        self.headings = {heading.column: heading for heading in head.headings}
        # Of each heading how long a text may be that repeats it, and what is compared of it.
        self.heads = [
            (heading.column, 2 * len(heading.text) + 2, key_of(heading.text))
            for heading in head.headings
            if heading.text
        ]
        money = [self.headings[column].text for key in ("credit", "credit_and_source") for column in self._at(key)]
        self.table = ReadTable(money=next(filter(None, map(cells.money_unit_of, money)), None))
        self.above: ReadRow | None = None

    def _at(self, key: str) -> list[int]:
        return self.columns.get(key, [])

    def read(self, lines: Sequence[Line]) -> ReadTable:
        for line in lines:
            texts = self._texts(line)
            if not texts or self._is_passed_over(line, texts):
                continue
            row = self._row(line, texts)
            self.table.rows.append(row)
            self.above = row
        return self.table

    def _texts(self, line: Line) -> dict[str, str]:
        """What the row says, by field; dashes for nothing are nothing."""
        found = {}
        for key, columns in self.columns.items():
            if len(columns) == 1 and key != "obstacles":
                text = line.texts.get(columns[0], "").strip()
                if text and not cells.is_nothing(text):
                    found[key] = text
                continue
            parts = [text for column in columns if not cells.is_nothing(text := line.texts.get(column, ""))]
            if key == "obstacles":
                parts = [line.texts.get(column, "") for column in columns]
            if any(part.strip() for part in parts):
                found[key] = parts[0].strip() if len(parts) == 1 else cells.joined(parts) or parts[0].strip()
        if set(found) == {"obstacles"} and cells.is_nothing(found["obstacles"]):
            return {}
        return found

    def _is_passed_over(self, line: Line, texts: Mapping[str, str]) -> bool:
        filled = [text for text in line.texts.values() if text.strip()]
        words = [text for text in filled[:3] if len(text) <= _LONGEST_SUM]
        if any(search_key(text) in _SUMS for text in words) and not {"indicator", "actions"} & set(texts):
            self.table.sums.append(line.number)
            return True
        if self._repeats_headings(line):
            self.table.sums.append(line.number)
            return True
        taken = [key for key in texts if BY_KEY[key].kind != Kind.ELSEWHERE]
        if not taken:
            return True
        if len(filled) == 1 and not {"project", "indicator", "actions", "target", "baseline"} & set(texts):
            self.table.asides.append((line.number, filled[0].strip()))
            return True
        return False

    def _repeats_headings(self, line: Line) -> bool:
        """Whether the headings stand in the line once more, as on each printed page."""
        repeated = 0
        for column, longest, key in self.heads:
            text = line.texts.get(column, "")
            repeated += bool(text) and len(text) < longest and key_of(text) == key
        return repeated >= RECOGNISED

    # --- one row ---------------------------------------------------------------------------------

    def _row(self, line: Line, texts: Mapping[str, str]) -> ReadRow:
        row = ReadRow(line.number)
        for key, text in texts.items():
            kind = BY_KEY[key].kind
            reader = _READERS.get(key) or _BY_KIND.get(kind)
            if reader is None:
                continue
            try:
                for column in self.columns[key]:
                    line.text(column, _CELL_KINDS.get(kind, "text"))
                reader(self, row, key, text)
            except Open:
                pass
            except Unreadable as error:
                self._fault(row, key, text, str(error))
        self._place(row, texts)
        self._target(row, texts)
        self._check_days(row, texts)
        return row

    def _fault(self, row: ReadRow, key: str, text: str, message: str) -> None:
        column = (self._at(key) or [0])[0]
        row.faults.append(Fault(row.number, column, text, message))

    def _place(self, row: ReadRow, texts: Mapping[str, str]) -> None:
        """Which project the row is about: in a table with merged cells what is said above holds on."""
        above = self.above
        if "project" not in row.values and "code" not in row.values and "project" not in texts:
            if above is None:
                self._fault(row, "project", "", _("Write the title of the project."))
                return
            row.goes_on = True
            for key in ("program", "project", "code"):
                if key in above.values:
                    row.values.setdefault(key, above.values[key])
        elif "program" not in row.values and above is not None and "program" in above.values:
            row.values["program"] = above.values["program"]

    def _target(self, row: ReadRow, texts: Mapping[str, str]) -> None:
        """The figures of the target, in the unit of its indicator."""
        indicator: Indicator | None = row.get("indicator")
        figures = ["baseline", "proposed", "target", *(key for key in texts if key.startswith(("quarter_", "month_")))]
        said = [key for key in figures if key in texts]
        if indicator is None:
            if "indicator" not in texts and said:
                self._fault(row, "indicator", "", _("Write which indicator these figures measure."))
            return
        if "unit" in texts:
            self._convert(row, texts["unit"], indicator, [key for key in said if key in row.values])
        for key in said:
            if key in row.values and (told := too_fine(indicator.unit, [row.values[key]])):
                self._fault(row, key, texts[key], told)

    def _convert(self, row: ReadRow, text: str, indicator: Indicator, figures: Sequence[str]) -> None:
        if search_key(text) in _COUNTED and indicator.unit.dimension == "count":
            return
        try:
            unit: Unit = self.lists.units.find(text)
            if unit.pk != indicator.unit_id:
                for key in figures:
                    row.values[key] = converted(row.values[key], unit, indicator.unit)
        except NotAdditive:
            message = _("“%(indicator)s” is measured in “%(unit)s”: write its figures in this unit.")
            self._fault(row, "unit", text, message % {"indicator": indicator, "unit": indicator.unit})
        except Unreadable as error:
            self._fault(row, "unit", text, str(error))

    def _check_days(self, row: ReadRow, texts: Mapping[str, str]) -> None:
        first, last = row.get("starts_on"), row.get("ends_on")
        if first and last and last < first:
            key = "ends_on" if "ends_on" in texts else "span"
            self._fault(row, key, texts.get(key, ""), _("The last day lies before the first one."))

    # --- by the kind of the column ----------------------------------------------------------------

    def _text(self, row: ReadRow, key: str, text: str) -> None:
        row.values[key] = " ".join(cells.tidy(text).split())

    def _title(self, row: ReadRow, key: str, text: str) -> None:
        self._text(row, key, text)
        self._check_length(row, key, LONGEST_TITLE)

    def _check_length(self, row: ReadRow, key: str, longest: int) -> None:
        if len(row.values[key]) > longest:
            raise Unreadable(
                _("“%(text)s” is too long: at most %(limit)s letters are taken here.")
                % {"text": quoted(row.values[key]), "limit": longest}
            )

    def _short(self, row: ReadRow, key: str, text: str) -> None:
        self._text(row, key, text)
        self._check_length(row, key, LONGEST_NAME)

    def _code(self, row: ReadRow, key: str, text: str) -> None:
        row.values["code"] = search_key(text).upper()

    def _number(self, row: ReadRow, key: str, text: str) -> None:
        row.values[key] = cells.read_number(text, self.answers, self.table.asked, percent=self._is_percentage(row))

    def _is_percentage(self, row: ReadRow) -> bool:
        indicator = row.get("indicator")
        return indicator is not None and indicator.unit.dimension == "ratio"

    def _weight(self, row: ReadRow, key: str, text: str) -> None:
        weight = cells.read_number(text, self.answers, self.table.asked, percent=True)
        if weight <= 0:
            raise Unreadable(_("A weight lies above 0."))
        row.values["weight"] = weight

    def _count(self, row: ReadRow, key: str, text: str) -> None:
        row.values[key] = cells.read_count(text)

    def _jobs(self, row: ReadRow, key: str, text: str) -> None:
        for name, part in zip(("jobs_direct", "jobs_indirect"), cells.listed(text, with_and=True)[:2], strict=False):
            row.values[name] = cells.read_count(part)

    def _day(self, row: ReadRow, key: str, text: str) -> None:
        row.values[key] = cells.read_day(text)

    def _span(self, row: ReadRow, key: str, text: str) -> None:
        first, last = cells.read_span(text)
        row.values["starts_on"], row.values["ends_on"] = cells.read_day(first), cells.read_day(last)

    def _money(self, row: ReadRow, key: str, text: str) -> None:
        self._add_money(row, text, row.get("funding_source"))

    def _source(self, row: ReadRow, key: str, text: str) -> None:
        source = names.funding_source(text)
        if source is None:
            raise Unreadable(_unknown_source(text))
        row.values["funding_source"] = source

    def _money_and_source(self, row: ReadRow, key: str, text: str) -> None:
        for part in cells.listed(text):
            if any(character.isdigit() for character in part):
                self._add_money(row, part, names.funding_source(part))
            elif (source := names.funding_source(part)) is not None:
                row.values["funding_source"] = source
            else:
                raise Unreadable(_unknown_source(part))

    def _add_money(self, row: ReadRow, text: str, source: FundingSource | None) -> None:
        rials = cells.read_money(_amount_alone(text), self.table.money, self.answers, self.table.asked)
        row.values.setdefault("funding", []).append((source, rials))

    def _level(self, row: ReadRow, key: str, text: str) -> None:
        level, tier = names.level_and_tier(text)
        if level is None and tier is None:
            raise Unreadable(
                _("“%(text)s”: write national, provincial, county or agency, and the tier A, B or C.")
                % {"text": quoted(text)}
            )
        row.values |= {"level": level} if level else {}
        row.values |= {"tier": tier} if tier else {}

    def _sector(self, row: ReadRow, key: str, text: str) -> None:
        """A sector or a priority industry: many tables have one column for both."""
        for part in cells.listed(text) if not self.lists.sectors.knows(text) else [text]:
            if not self.lists.sectors.knows(part) and self.lists.industries.knows(part):
                row.values["industry"] = self.lists.industries.find(part)
            else:
                row.values["sector"] = self.lists.sectors.find(part)

    def _name(self, row: ReadRow, key: str, text: str) -> None:
        row.values[key] = self._list(key).find(cells.tidy(text))

    def _names(self, row: ReadRow, key: str, text: str) -> None:
        known = self._list(key)
        parts = [text] if known.knows(text) else cells.listed(text, with_and=True)
        row.values[key] = list(dict.fromkeys(known.find(_without_word(part)) for part in parts))

    def _counties(self, row: ReadRow, key: str, text: str) -> None:
        if search_key(text) in _WHOLE_PROVINCE:
            return
        self._names(row, key, text)

    def _agency(self, row: ReadRow, key: str, text: str) -> None:
        agency = self.lists.agencies.find(cells.tidy(text))
        if agency.pk != self.lists.agency.pk:
            message = _("This row is of “%(other)s”; the table is taken in for “%(agency)s”.")
            raise Unreadable(message % {"other": agency, "agency": self.lists.agency})

    def _list(self, key: str) -> Names:
        known: Names = getattr(self.lists, _LISTS[key])
        return known

    def _actions(self, row: ReadRow, key: str, text: str) -> None:
        row.values["actions"] = split_actions(text)
        for action in row.values["actions"]:
            if len(action.title) > LONGEST:
                self._fault(
                    row,
                    key,
                    action.title,
                    _("“%(text)s” is too long: at most %(limit)s letters are taken here.")
                    % {"text": quoted(action.title), "limit": LONGEST},
                )

    def _obstacles(self, row: ReadRow, key: str, text: str) -> None:
        if search_key(text) in _NO_OBSTACLE:
            row.values["no_obstacle"] = True
        elif not cells.is_nothing(text):
            row.values["obstacles"] = [action.title[:LONGEST_TITLE] for action in split_actions(text)]

    def _solution(self, row: ReadRow, key: str, text: str) -> None:
        self._text(row, key, text)
        self._check_length(row, key, 500)
        row.values["obstacle_level"] = names.obstacle_level(text)


_WHOLE_PROVINCE = frozenset(
    map(search_key, ("کل استان", "سطح استان", "استان", "تمام استان", "همه شهرستان‌ها", "سراسر استان", "whole province"))
)
_LISTS = {
    "axis": "axes",
    "policy_clauses": "clauses",
    "key_cores": "cores",
    "industry": "industries",
    "counties": "counties",
    "partners": "agencies",
    "indicator": "indicators",
}
_Read = Callable[[_Reader, ReadRow, str, str], None]
_BY_KIND: dict[Kind, _Read] = {
    Kind.TEXT: _Reader._text,
    Kind.NUMBER: _Reader._number,
    Kind.MONEY: _Reader._money,
    Kind.COUNT: _Reader._count,
    Kind.DATE: _Reader._day,
    Kind.NAME: _Reader._name,
    Kind.NAMES: _Reader._names,
    Kind.ACTIONS: _Reader._actions,
}
# What a cell may hold by itself: Excel makes days of what looks like one.
_CELL_KINDS = {Kind.NUMBER: "number", Kind.MONEY: "number", Kind.COUNT: "number", Kind.DATE: "date"}
_READERS: dict[str, _Read] = {
    "code": _Reader._code,
    "agency": _Reader._agency,
    "program": _Reader._title,
    "project": _Reader._title,
    "responsible": _Reader._short,
    "baseline_source": _Reader._title,
    "verification": _Reader._title,
    "sector": _Reader._sector,
    "level": _Reader._level,
    "counties": _Reader._counties,
    "unit": lambda _reader, _row, _key, _text: None,
    "span": _Reader._span,
    "credit_and_source": _Reader._money_and_source,
    "source": _Reader._source,
    "jobs": _Reader._jobs,
    "weight": _Reader._weight,
    "obstacles": _Reader._obstacles,
    "solution": _Reader._solution,
}


def _without_word(text: str) -> str:
    """«شهرستان تبریز» names Tabriz, «بند ۵» the clause 5."""
    for word in ("شهرستان ", "بند ", "بند", "هسته "):
        text = text.removeprefix(word)
    return text.strip()


def _amount_alone(text: str) -> str:
    """The amount without the words that say where it comes from; a unit of money beside it stays."""
    unit = cells.money_unit_of(text)
    digits = "".join(character if not character.isalpha() else " " for character in text)
    amount = " ".join(digits.replace(":", " ").split()).strip("-–() ")
    return f"{amount} {unit.label}" if unit else amount


def _unknown_source(text: str) -> str:
    labels = "، ".join(str(label) for label in FundingSource.labels)
    return _("“%(text)s”: the source of the money is not understood. Write one of: %(sources)s.") % {
        "text": quoted(text),
        "sources": labels,
    }
