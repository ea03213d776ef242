"""Settings that cannot work stop the start with one sentence."""

from pathlib import Path

import pytest

from livecontract.settings import SettingsWrong, load_settings


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({"LIVECONTRACT_PORT": "eighty"}, "LIVECONTRACT_PORT"),
        ({"LIVECONTRACT_PROT": "80"}, "LIVECONTRACT_PROT"),
        ({"LIVECONTRACT_PUBLIC_URL": "sign.example"}, "LIVECONTRACT_PUBLIC_URL"),
        ({"LIVECONTRACT_PUBLIC_URL": "http://sign.example"}, "https"),
        ({"LIVECONTRACT_SMTP_URL": "mail.example"}, "LIVECONTRACT_SMTP_URL"),
        ({"LIVECONTRACT_DATABASE_URL": "postgresql://x/y"}, "LIVECONTRACT_DATABASE_URL"),
        ({"LIVECONTRACT_TLS_CERT": "/nowhere"}, "tls_key"),
        ({"LIVECONTRACT_SETTINGS_FILE": "/nowhere.toml"}, "/nowhere.toml"),
    ],
)
def test_sv1_a_wrong_setting_is_named(environment: dict[str, str], names: str) -> None:
    with pytest.raises(SettingsWrong, match=names):
        load_settings({}, environment)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "sign.example"])  # noqa: S104 - refused hosts are the point
def test_sv2_plain_http_stays_on_this_machine(host: str) -> None:
    with pytest.raises(SettingsWrong, match="without encryption"):
        load_settings({"host": host}, {})
    behind = {"host": host, "behind_proxy": True, "public_url": "https://sign.example"}
    assert load_settings(behind, {}).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_sv2_loopback_needs_no_encryption(host: str) -> None:
    assert load_settings({"host": host}, {}).reach.is_loopback


def test_sv1_flags_go_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = 1\nlog = "json"\nhost = "localhost"\n')
    environment = {
        "LIVECONTRACT_SETTINGS_FILE": str(file),
        "LIVECONTRACT_PORT": "2",
        "LIVECONTRACT_LOG": "console",
    }
    settings = load_settings({"port": 3}, environment)
    assert (settings.port, settings.log, settings.host) == (3, "console", "localhost")


def test_sv2_a_public_address_needs_somebody_who_encrypts() -> None:
    with pytest.raises(SettingsWrong, match=r"nothing here encrypts\. Give --behind-proxy"):
        load_settings({"public_url": "https://sign.example"}, {})
    proxied = load_settings({"public_url": "https://sign.example", "behind_proxy": True}, {})
    assert not proxied.reach.is_private


@pytest.mark.parametrize(
    "flags",
    [
        {"behind_proxy": True},
        {"host": "0.0.0.0", "behind_proxy": True},  # noqa: S104 - refused hosts are the point
        {"host": "192.0.2.1", "tls_cert": __file__, "tls_key": __file__},
    ],
)
def test_sv4_where_others_reach_the_server_the_links_in_letters_need_an_address(
    flags: dict[str, object],
) -> None:
    with pytest.raises(SettingsWrong, match="set public_url"):
        load_settings(flags, {})
    assert (
        load_settings({**flags, "public_url": "https://sign.example"}, {}).reach.url == "https://sign.example"
    )
