"""Which pages each person has had in view in a room, and which of them the database does not know yet."""

from collections.abc import Iterator
from typing import TypeAlias

from livecontract.domain.contracts import Contract

Pages: TypeAlias = dict[str, set[int]]


class ShownPages:
    """Pages by user and document. What is taken to be written and then fails is put back."""

    __slots__ = ("_fresh", "_known")

    def __init__(self) -> None:
        self._known: dict[str, Pages] = {}
        self._fresh: dict[str, Pages] = {}

    def learn(self, contract: Contract) -> None:
        """Take over what the database knows."""
        for shown in contract.shown:
            self._pages(self._known, shown.user_id, shown.document_id).update(shown.page_numbers)

    def all(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """Every page that counts as shown, by user and document."""
        return {
            user_id: {document_id: tuple(sorted(numbers)) for document_id, numbers in pages.items()}
            for user_id, pages in self._known.items()
        }

    def add(self, user_id: str, document_id: str, page_number: int) -> bool:
        """Note a page; whether it is news."""
        known = self._pages(self._known, user_id, document_id)
        if page_number in known:
            return False
        known.add(page_number)
        self._pages(self._fresh, user_id, document_id).add(page_number)
        return True

    def take(self, user_id: str) -> list[tuple[str, tuple[int, ...]]]:
        """The news of one person by document, to be written now."""
        fresh = self._fresh.pop(user_id, {})
        return [(document_id, tuple(sorted(pages))) for document_id, pages in fresh.items()]

    def put_back(self, user_id: str, document_id: str, page_numbers: tuple[int, ...]) -> None:
        """It could not be written: it is news again."""
        self._pages(self._fresh, user_id, document_id).update(page_numbers)

    def waiting(self) -> Iterator[str]:
        """The people with news."""
        yield from tuple(self._fresh)

    @staticmethod
    def _pages(of: dict[str, Pages], user_id: str, document_id: str) -> set[int]:
        return of.setdefault(user_id, {}).setdefault(document_id, set())
