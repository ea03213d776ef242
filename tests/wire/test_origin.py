"""Where a request comes from, and what is believed of its headers."""

import pytest

from livecontract.domain.refusals import Refusal, Refused
from livecontract.settings import Reach
from livecontract.wire.origin import Origin, line_of, origin_of, peer_of

HERE = Reach(port=8000)
PROXIED = Reach(host="0.0.0.0", is_behind_proxy=True)  # noqa: S104 - what a proxy stands in front of
TUNNELLED = Reach(has_tls=True, public_url="https://sign.example")
PUBLIC = Reach(host="0.0.0.0", has_tls=True, public_url="https://sign.example")  # noqa: S104 - a public server


def headers(**named: str) -> list[tuple[bytes, bytes]]:
    return [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()]


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST", "127.9.9.9"])
def test_this_machine_goes_by_its_loopback_names(host: str) -> None:
    assert origin_of(HERE, "http", headers(host=host)).url == f"http://{host.lower()}"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "10.0.0.1:8000", "", "a b", "localhost:", "localhost:8000/x", "x@localhost", "[::1"],
)
def test_a_name_of_somebody_else_is_refused(host: str) -> None:
    with pytest.raises(Refused) as refusal:
        origin_of(HERE, "http", headers(host=host))

    assert refusal.value.code is Refusal.ORIGIN_REFUSED


def test_this_machine_goes_by_its_public_name_too_and_by_no_other() -> None:
    assert origin_of(TUNNELLED, "https", headers(host="sign.example")).url == "https://sign.example"
    with pytest.raises(Refused):
        origin_of(TUNNELLED, "https", headers(host="evil.example"))


def test_forwarded_headers_are_believed_behind_a_proxy_only() -> None:
    sent = headers(
        host="inner:8000",
        x_forwarded_proto="https",
        x_forwarded_host="a.example",
        x_forwarded_for="9.9.9.9, 7.7.7.7",
    )

    assert origin_of(PROXIED, "http", sent).url == "https://a.example"
    assert peer_of(PROXIED, "10.0.0.1", sent) == "7.7.7.7"
    direct = Reach(host="192.0.2.1", has_tls=True)
    assert origin_of(direct, "https", sent).url == "https://inner:8000"
    assert peer_of(direct, "10.0.0.1", sent) == "10.0.0.1"


def test_only_the_word_of_the_proxy_next_to_us_counts() -> None:
    sent = [
        (b"host", b"inner"),
        (b"x-forwarded-for", b"1.1.1.1"),
        (b"x-forwarded-for", b"2.2.2.2, 7.7.7.7"),
        (b"x-forwarded-proto", b"http"),
        (b"x-forwarded-proto", b"https"),
        (b"x-forwarded-host", b"evil.example"),
        (b"x-forwarded-host", b"a.example"),
    ]

    assert peer_of(PROXIED, "10.0.0.1", sent) == "7.7.7.7"
    assert origin_of(PROXIED, "http", sent).url == "https://a.example"
    assert peer_of(PROXIED, "10.0.0.1", headers(host="inner")) == "10.0.0.1"


@pytest.mark.parametrize(
    ("peer", "line"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_ac7_all_addresses_of_one_line_count_as_one(peer: str, line: str) -> None:
    assert line_of(peer) == line


def test_links_lead_to_the_public_address_where_there_is_one() -> None:
    origin = origin_of(PUBLIC, "https", headers(host="10.0.0.7:8443"))

    assert origin.resolve("/blobs/x") == "https://sign.example/blobs/x"
    assert origin.resolve("https://cloud.example/x") == "https://cloud.example/x"
    assert origin.web_socket_url == "wss://sign.example"
    assert origin.accepts("https://sign.example")
    assert origin.accepts("https://10.0.0.7:8443")


@pytest.mark.parametrize(
    "named", [None, "null", "https://localhost:8000", "http://localhost:8001", "http://evil.example"]
)
def test_another_origin_is_not_ours(named: str | None) -> None:
    assert not origin_of(HERE, "http", headers(host="localhost:8000")).accepts(named)


def test_servers_on_several_ports_keep_their_cookies_apart() -> None:
    names = {
        Origin(url, url).cookie_name
        for url in ("http://localhost:8000", "http://localhost:8001", "http://localhost")
    }

    assert names == {"livecontract-8000", "livecontract-8001", "livecontract-80"}
    assert Origin("https://a.example:8443", "").cookie_name == "__Host-livecontract"
