"""Where a request comes from and under which address it reached us, with what is trusted of its headers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import urlsplit

from livecontract.domain.refusals import Refusal, Refused
from livecontract.settings import Reach, is_loopback_host

# As ASGI has them: lower-case names, raw values.
Headers: TypeAlias = Iterable[tuple[bytes, bytes]]

_FORWARDING = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})

_AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Origin:
    """`url` is for links that we make; `asked` is the address that the request was sent to."""

    url: str
    asked: str

    @property
    def web_socket_url(self) -> str:
        """The same origin for WebSockets."""
        return "ws" + self.url.removeprefix("http")

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us encrypted."""
        return self.url.startswith("https:")

    @property
    def cookie_name(self) -> str:
        """The cookie's name. Browsers share cookies between ports, so without TLS the port is part of it."""
        if self.is_secure:
            return "__Host-livecontract"
        return f"livecontract-{urlsplit(self.url).port or 80}"

    def resolve(self, url: str) -> str:
        """A path on this server as a whole URL; a whole one stays as it is."""
        return f"{self.url}{url}" if url.startswith("/") else url

    def accepts(self, origin: str | None) -> bool:
        """Whether an `Origin` header names a page of ours."""
        return origin is not None and origin.lower() in {self.url, self.asked}


def origin_of(reach: Reach, scheme: str, headers: Headers) -> Origin:
    """The origin that a request was sent to.

    Refuses `origin_refused` for a host name that this server does not go by: on a loopback
    address a foreign name means that a web page elsewhere had its name point here.
    """
    host, forwarded_scheme = _named_host(reach, headers)
    return _named_origin(reach, forwarded_scheme or scheme, host)


def peer_of(reach: Reach, client_host: str, headers: Headers) -> str:
    """The address of whoever asks; behind a proxy, the one that the proxy saw."""
    if not reach.is_behind_proxy:
        return client_host
    return _nearest(headers, b"x-forwarded-for") or client_host


# A whole office, or a proxy, asks from one address.
@lru_cache(1024)
def line_of(peer: str) -> str:
    """What counts as one asker: an IPv4 address, or the /64 that an IPv6 line has to itself (RFC 6177)."""
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    if address.version == 4:
        return peer
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def is_forwarded(headers: Headers) -> bool:
    """Whether a proxy says that it passes the request on for somebody else."""
    return any(name in _FORWARDING for name, _ in headers)


def header(headers: Headers, name: bytes) -> str | None:
    """The first value of a header, by its lower-case name."""
    for key, value in headers:
        if key == name:
            return value.decode("latin-1")
    return None


def _named_host(reach: Reach, headers: Headers) -> tuple[str, str | None]:
    headers = tuple(headers)
    host = header(headers, b"host") or ""
    if not reach.is_behind_proxy:
        return host, None
    scheme = _nearest(headers, b"x-forwarded-proto")
    forwarded = _nearest(headers, b"x-forwarded-host") or host
    return forwarded, scheme if scheme in {"http", "https"} else None


def _nearest(headers: Headers, name: bytes) -> str:
    """What the proxy next to us says: it adds its word last, whatever a client wrote before it."""
    values = [value.decode("latin-1") for key, value in headers if key == name]
    return values[-1].rsplit(",", 1)[-1].strip() if values else ""


# Every request asks this, and a server goes by few names.
@lru_cache(256)
def _named_origin(reach: Reach, scheme: str, host: str) -> Origin:
    matched = _AUTHORITY.fullmatch(host)
    if matched is None:
        raise Refused(Refusal.ORIGIN_REFUSED)
    public_host = urlsplit(reach.public_url).hostname if reach.public_url else None
    name = matched["host"].lower()
    is_local = reach.is_loopback and not reach.is_behind_proxy
    if is_local and not is_loopback_host(name) and name.strip("[]") != public_host:
        raise Refused(Refusal.ORIGIN_REFUSED)
    asked = f"{scheme}://{host.lower()}"
    return Origin(url=reach.public_url or asked, asked=asked)
