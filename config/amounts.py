"""The one column type for amounts: exact decimals that refuse NaN and infinity in the database itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

DIGITS = 24
PLACES = 4


class AmountField(models.DecimalField):
    """A numeric(24,4) column whose CHECK refuses NaN.

    PostgreSQL sorts NaN above every number, so `x >= 0` alone would accept it; infinity does not fit
    a column with a precision.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"] = DIGITS
        kwargs["decimal_places"] = PLACES
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs

    def db_check(self, connection: Any) -> str:
        return f"\"{self.column}\" < 'NaN'" if getattr(self, "column", None) else ""


class AmountListField(ArrayField):
    """A list of amounts, one for each regular period; empty when not set. Its CHECK refuses NaN and gaps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(base_field=AmountField(), default=list, blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        for given in ("base_field", "default", "blank"):
            kwargs.pop(given, None)
        return name, "config.amounts.AmountListField", args, kwargs

    def db_check(self, connection: Any) -> str:
        return f'array_position("{self.column}", \'NaN\') IS NULL AND array_position("{self.column}", NULL) IS NULL'
