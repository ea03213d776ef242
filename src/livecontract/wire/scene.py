"""What the database says about a session's contract at one moment, in the shapes that frames carry."""

from dataclasses import dataclass, field

import msgspec.structs

from livecontract.blobs.port import Blobs
from livecontract.commands.perform import Outcome
from livecontract.domain.contracts import Contract
from livecontract.domain.permissions import permissions_of
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session, SessionStatus
from livecontract.queries import documents
from livecontract.queries.views import ContractView, DocumentView, contract_view
from livecontract.store.port import Reader, Store


@dataclass(slots=True)
class Scene:
    """A contract and its active session; documents are viewed one by one, since their URLs expire."""

    contract: Contract
    session: Session | None
    _views: dict[str, ContractView] = field(default_factory=dict, repr=False)

    def contract_for(self, user_id: str) -> ContractView:
        """The contract as that person sees it."""
        view = self._views.get(user_id)
        if view is None:
            view = self._views[user_id] = self._contract_for(user_id)
        return view

    async def documents(self, blobs: Blobs) -> tuple[DocumentView, ...]:
        """All documents, with fresh URLs."""
        return tuple([await documents.view(blobs, self.contract, one) for one in self.contract.documents])

    def _contract_for(self, user_id: str) -> ContractView:
        for view in self._views.values():
            # All but the permissions is the same for both, and the digest takes time.
            return msgspec.structs.replace(view, permissions=permissions_of(self.contract, user_id))
        return contract_view(self.contract, user_id, self.session)


def scene_in(reader: Reader, contract_id: str) -> Scene:
    """The scene of a contract; refuses `not_found`."""
    contract = reader.contract(contract_id)
    if contract is None:
        raise Refused(Refusal.NOT_FOUND, contractId=contract_id)
    return Scene(contract, reader.active_session(contract_id))


def scene_after(outcome: Outcome) -> Scene:
    """The scene as a command has left it."""
    session = outcome.session
    is_active = session is not None and session.status is SessionStatus.ACTIVE
    return Scene(outcome.contract, session if is_active else None)


async def scene_of(store: Store, contract_id: str) -> Scene:
    """The scene of a contract as it is now; refuses `not_found`."""
    return await store.read(lambda reader: scene_in(reader, contract_id))
