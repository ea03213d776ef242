"""Who writes: contracts have one door, and everything else that is written has its one module."""

import ast
from collections.abc import Iterator

from tests.rules.tree import files_under, nodes_of, text_of

HOUSE = "src/livecontract/"
# Module: what it writes. The reasons are in docs/decisions/0002-one-write-door.md.
WRITERS = {
    "__main__.py": "revives jobs, by hand",
    "commands/accounts.py": "people, links and browser sessions",
    "commands/attempts.py": "first answers that were given late",
    "commands/once.py": "first answers that are about no contract",
    "commands/perform.py": "contracts, with their chains, sessions and jobs",
    "commands/recordings.py": "recordings",
    "jobs/checkpoints.py": "checkpoints over the audit chains",
    "jobs/mail.py": "the link in a letter",
    "jobs/runner.py": "the state of jobs",
    "jobs/sweep.py": "forgets what has ended",
}
OF_CONTRACTS = frozenset({"lock_contract", "save_contract", "save_session", "append_audit"})


def test_only_these_modules_open_a_write_transaction() -> None:
    found = {path for path, called in calls() if called == "store.write"}

    assert found == set(WRITERS)


def test_contracts_are_written_by_one_module_alone() -> None:
    found = {path for path, called in calls() if called.rpartition(".")[2] in OF_CONTRACTS}

    assert found == {"commands/perform.py"}


def calls() -> Iterator[tuple[str, str]]:
    """Every call of a method outside the store itself: in which module, of what, as `store.write`."""
    for path in files_under(HOUSE, suffixes=(".py",)):
        name = path.removeprefix(HOUSE)
        if not name.startswith("store/"):
            for node in nodes_of(text_of(path)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield name, f"{_last_name(node.func.value)}.{node.func.attr}"


def _last_name(node: ast.expr) -> str:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.lstrip("_")
