"""How settings are read: every one has a reader, and the addresses that follow from them."""

from dataclasses import fields
from pathlib import Path

import pytest

from livecontract import settings as module
from livecontract.domain.recording import Keep
from livecontract.settings import Reach, Settings, SettingsWrong, default_data_dir, load_settings


def test_every_setting_can_be_set_in_the_environment() -> None:
    samples = {
        "data_dir": ("/data", Path("/data")),
        "host": ("[::1]", "::1"),
        "port": ("0", 0),
        "tls_cert": (__file__, Path(__file__)),
        "tls_key": (__file__, Path(__file__)),
        "behind_proxy": ("yes", True),
        "public_url": ("https://Sign.Example:8443/", "https://sign.example:8443"),
        "master_key_file": ("/run/key", Path("/run/key")),
        "smtp_url": ("smtps://a:b@mail.example", "smtps://a:b@mail.example"),
        "mail_from": ("Bank <post@bank.example>", "Bank <post@bank.example>"),
        "seal_organisation": ("Larkfield Bank", "Larkfield Bank"),
        "recording": ("chat, pointer", frozenset({Keep.CHAT, Keep.POINTER})),
        "log": ("json", "json"),
    }
    environment = {f"LIVECONTRACT_{name.upper()}": text for name, (text, _) in samples.items()}

    found = load_settings({}, environment)

    assert {field.name for field in fields(Settings)} == set(samples)
    assert {name: getattr(found, name) for name in samples} == {name: v for name, (_, v) in samples.items()}


def test_defaults_need_nothing_and_other_variables_do_not_matter() -> None:
    found = load_settings(
        {"host": None}, {"HOME": "/home-of-ada", "PATH": "/bin", "LIVECONTRACT_CORPUS": "x"}
    )

    assert (found.host, found.port, found.smtp_url) == ("127.0.0.1", 8000, None)
    assert found.data_dir == Path("/home-of-ada/.local/share/livecontract")
    assert default_data_dir({"XDG_DATA_HOME": "/data"}) == Path("/data/livecontract")


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("colour = 1", "colour"),
        ("port = [1]", "port"),
        ("port = 8000.5", "port"),
        ("[port]\nvalue = 1", "port"),
        ("port = ", "not TOML"),
        ("behind_proxy = 'maybe'", "true or false"),
        ("recording = 'films'", "chat, drawings, places, pointer"),
        ("recording = 'nothing,chat'", "nothing"),
        ("redis_url = 'redis://x'", "redis_url"),
    ],
)
def test_sv1_a_wrong_line_in_the_file_is_named(tmp_path: Path, content: str, names: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(content)

    with pytest.raises(SettingsWrong, match=names):
        load_settings({}, {}, file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "65536"),
        ("port", "-1"),
        ("port", "８０"),
        ("host", "a:80"),
        ("host", "http://a"),
        ("host", ""),
        ("public_url", "https://a.example/path"),
        ("public_url", "https://user@a.example"),
        ("public_url", "ftp://a.example"),
        ("public_url", "https://a.example:port"),
        ("smtp_url", "http://mail.example"),
        ("smtp_url", "smtp://mail.example/inbox"),
        ("mail_from", "a\nb"),
        ("log", "xml"),
        ("data_dir", ""),
    ],
)
def test_sv1_a_value_that_cannot_be_is_refused_with_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsWrong, match=name.upper()):
        load_settings({}, {f"LIVECONTRACT_{name.upper()}": value})


def test_sv1_settings_that_contradict_one_another_are_refused(tmp_path: Path) -> None:
    pem = {"tls_cert": __file__, "tls_key": __file__}

    for flags in (
        {"tls_cert": __file__},
        {"tls_cert": __file__, "tls_key": str(tmp_path / "none.pem")},
        pem | {"public_url": "http://localhost:8000"},
        {"public_url": "https://sign.example"},
        {"public_url": "https://localhost"},
        {"behind_proxy": True},
        pem | {"host": "192.0.2.1"},
        {"data_dir": __file__},
    ):
        with pytest.raises(SettingsWrong):
            load_settings(flags, {})


@pytest.mark.parametrize(
    ("reach", "url"),
    [
        (Reach(), "http://localhost:8000"),
        (Reach(host="::1", port=1), "http://localhost:1"),
        (Reach(host="192.0.2.1", has_tls=True), "https://192.0.2.1:8000"),
        (Reach(host="2001:db8::1", has_tls=True), "https://[2001:db8::1]:8000"),
        (Reach(public_url="https://sign.example"), "https://sign.example"),
    ],
)
def test_links_in_letters_lead_to_the_server(reach: Reach, url: str) -> None:
    assert reach.url == url


def test_a_proxy_makes_a_loopback_address_public() -> None:
    assert Reach().is_private
    assert not Reach(is_behind_proxy=True).is_private
    assert not Reach(public_url="https://sign.example").is_private
    assert Reach(public_url="http://localhost:8000").is_private
    assert module.is_loopback_host("127.8.8.8")
    assert not module.is_loopback_host("localhost.evil.example")
