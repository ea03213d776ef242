"""The consent text that a signer accepts, by version and language."""

import hashlib

from livecontract.domain.values import Value


class ConsentText(Value, frozen=True):
    """A version of the text; its hash is part of what is signed."""

    version: str
    language: str
    text: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, as lower-case hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


DEFAULT_CONSENT = ConsentText(
    version="2026-11.2",
    language="en",
    text=(
        "I have read this contract and agree to it. I sign it electronically, and that binds me "
        "like my signature on paper. I can read and keep the signed file on this device. I know "
        "that I may ask for a paper copy instead, and that I may stop now without signing. Which "
        "pages I was shown, what was changed and signed, and when, is recorded with the contract. "
        "Live sessions on it are recorded too, without sound or picture, and both sides can look at "
        "them again."
    ),
)
