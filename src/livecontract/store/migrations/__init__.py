"""The schema's history, and how a database is brought up to its end."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from livecontract.store import immutability
from livecontract.store.port import StoreUnusable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0006"


def upgrade(connection: Connection) -> None:
    """Bring the database to `HEAD` within the open transaction; a second time changes nothing.

    The guards are down meanwhile, because a migration may rebuild a table, which on SQLite loses
    that table's triggers without a word. Raises `StoreUnusable` for a newer database.
    """
    present = revision(connection)
    if present == HEAD:
        return
    # Alembic takes longer to load than a database at its head takes to open.
    from alembic import command  # noqa: PLC0415 - loaded only when needed

    settings = alembic_config(connection)
    _require_known(settings, present)
    immutability.drop_triggers(connection)
    command.upgrade(settings, "head")
    immutability.create_triggers(connection)


def revision(connection: Connection) -> str | None:
    """The revision that the database is at; `None` before the first."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.exec_driver_sql("select version_num from alembic_version").scalar()
    return None if found is None else str(found)


def alembic_config(connection: Connection) -> "Config":
    """Alembic's settings for work on that connection."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def _require_known(settings: "Config", present: str | None) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    known = {script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()}
    if present is not None and present not in known:
        raise StoreUnusable(
            f"The database is at revision {present}, which this version does not know. It was made by"
            " a newer version: start that one, or restore a backup of this version."
        )
