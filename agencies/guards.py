"""Guards that live in the database, as operations for migrations.

Each is plain SQL over the functions of `agencies/migrations/0002_guarded.sql`, so that raw SQL and bulk writes meet
them too. A refusal is an IntegrityError whose SQLSTATE says which guard spoke; its message and hint are in English.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The trigger of a table that demands an event.
GUARD = "event_demanded"


class Sqlstate(StrEnum):
    """What a guard's refusal carries (class 23: integrity constraint violation)."""

    APPEND_ONLY = "23J01"
    NOT_RECORDED = "23J02"
    FROZEN = "23J03"
    MAKER_IS_CHECKER = "23J04"


def demand_event(table: str, *, on_update: str = "OLD.* IS DISTINCT FROM NEW.*") -> migrations.RunSQL:
    """Refuses a commit that changed rows of the table and recorded no event; TRUNCATE is refused at once.

    A commit that is not refused stamps the table (`agencies.models.LastChange`).

    `on_update` is the SQL condition under which an UPDATE counts as a change; a row rewritten as it was does not.
    """
    return migrations.RunSQL(
        f"""
        CREATE CONSTRAINT TRIGGER {GUARD} AFTER INSERT OR DELETE ON public.{table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.demand_event();
        CREATE CONSTRAINT TRIGGER event_demanded_on_change AFTER UPDATE ON public.{table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({on_update}) EXECUTE FUNCTION public.demand_event();
        CREATE TRIGGER truncate_refused BEFORE TRUNCATE ON public.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
        """,
        f"""
        DROP TRIGGER {GUARD} ON public.{table};
        DROP TRIGGER event_demanded_on_change ON public.{table};
        DROP TRIGGER truncate_refused ON public.{table};
        """,
    )


def append_only(table: str) -> list[migrations.operations.base.Operation]:
    """Rows are added and never changed or deleted: by trigger for everybody, by REVOKE for the application's role."""
    return [
        migrations.RunSQL(
            f"""
            CREATE TRIGGER change_refused BEFORE UPDATE OR DELETE ON public.{table}
                FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
            """,
            f"DROP TRIGGER change_refused ON public.{table};",
        ),
        Withhold(table, "UPDATE, DELETE, TRUNCATE"),
    ]


class Withhold(migrations.RunPython):
    """Takes privileges on a table from the role that runs the application (the user of the "default" database).

    Where that role also migrates it owns the tables, and there is nothing that could be taken from it.
    """

    def __init__(self, table: str, privileges: str) -> None:
        self.table = table
        self.privileges = privileges
        super().__init__(self.revoke, self.grant)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.table, self.privileges], {}

    def describe(self) -> str:
        return f"Withhold {self.privileges} on {self.table} from the application's role"

    def revoke(self, apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        self._execute(schema_editor, "REVOKE {} ON public.{} FROM {}")

    def grant(self, apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        self._execute(schema_editor, "GRANT {} ON public.{} TO {}")

    def _execute(self, schema_editor: BaseDatabaseSchemaEditor, statement: str) -> None:
        application = settings.DATABASES["default"]["USER"]
        if application and application != schema_editor.connection.settings_dict["USER"]:
            role = schema_editor.quote_name(application)
            schema_editor.execute(statement.format(self.privileges, self.table, role))
