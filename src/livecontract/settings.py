"""The settings: read once from flags, environment and a TOML file, checked, and refused at start if wrong."""

import ipaddress
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias
from urllib.parse import SplitResult, urlsplit

from livecontract.domain.recording import KEPT_BY_DEFAULT, Keep

PREFIX = "LIVECONTRACT_"
LogStyle: TypeAlias = Literal["console", "json", "auto"]


class SettingsWrong(Exception):
    """The settings cannot be used; the message is one clear sentence for whoever wrote them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How clients reach the server; `public_url` is an origin such as `https://sign.example`."""

    host: str = "127.0.0.1"
    port: int = 8000
    has_tls: bool = False
    is_behind_proxy: bool = False
    public_url: str | None = None

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can connect."""
        return is_loopback_host(self.host)

    @property
    def is_private(self) -> bool:
        """Whether everybody who reaches the server sits at this machine.

        A public address leads here through something in front, also where nobody said so.
        """
        host = urlsplit(self.public_url).hostname if self.public_url else None
        is_public = host is not None and not is_loopback_host(host)
        return self.is_loopback and not self.is_behind_proxy and not is_public

    @property
    def url(self) -> str:
        """The origin for links that are made without a request at hand, as in letters."""
        if self.public_url is not None:
            return self.public_url
        scheme = "https" if self.has_tls else "http"
        name = "localhost" if self.is_loopback else self.host
        return f"{scheme}://{bracketed(name)}:{self.port}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, each member under its own name; paths need not exist yet."""

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 8000
    tls_cert: Path | None = None
    tls_key: Path | None = None
    behind_proxy: bool = False
    public_url: str | None = None
    master_key_file: Path | None = None
    smtp_url: str | None = None
    mail_from: str = "Live Contract <livecontract@localhost>"
    seal_organisation: str = "Live Contract"
    recording: frozenset[Keep] = KEPT_BY_DEFAULT
    log: LogStyle = "auto"

    @property
    def reach(self) -> Reach:
        """The part that the edges need."""
        return Reach(
            host=self.host,
            port=self.port,
            has_tls=self.tls_cert is not None,
            is_behind_proxy=self.behind_proxy,
            public_url=self.public_url,
        )


def load_settings(
    flags: Mapping[str, object], environ: Mapping[str, str], file: Path | None = None
) -> Settings:
    """The settings; flags that are `None` were not given. Raises `SettingsWrong`."""
    chosen = file or _file_named(environ)
    sources = [
        *(_from_file(chosen) if chosen else ()),
        *_from_environment(environ),
        *((name, value, f"--{name.replace('_', '-')}") for name, value in flags.items() if value is not None),
    ]
    values: dict[str, Any] = {"data_dir": default_data_dir(environ)}
    for name, raw, source in sources:
        values[name] = _parsed(name, raw, source)
    settings = Settings(**values)
    for check in _CONTRADICTIONS:
        check(settings)
    return settings


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """Where data lies when nothing is said: the user's own data folder."""
    root = environ.get("XDG_DATA_HOME") or str(Path(environ.get("HOME") or "~").expanduser() / ".local/share")
    return Path(root) / "livecontract"


def is_loopback_host(host: str) -> bool:
    """Whether a host name or address means this machine only."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def bracketed(host: str) -> str:
    """The host as a URL has it: IPv6 addresses stand in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


Source: TypeAlias = tuple[str, object, str]


def _file_named(environ: Mapping[str, str]) -> Path | None:
    named = environ.get(f"{PREFIX}SETTINGS_FILE")
    return Path(named) if named else None


def _from_file(file: Path) -> Iterable[Source]:
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsWrong(f"The settings file {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsWrong(f"The settings file {file} is not TOML: {error}.") from error
    for name, value in content.items():
        _require_known(name, f"{name} in {file}")
        yield name, value, f"{name} in {file}"


def _from_environment(environ: Mapping[str, str]) -> Iterable[Source]:
    for variable, value in environ.items():
        if not variable.startswith(PREFIX) or variable in _NOT_OURS:
            continue
        name = variable.removeprefix(PREFIX).lower()
        _require_known(name, variable)
        yield name, value, variable


def _require_known(name: str, source: str) -> None:
    if name in _PARSERS:
        return
    for start, what in _LATER.items():
        if name.startswith(start):
            raise SettingsWrong(
                f"{source} is set, but {what} is not part of this version. Remove the setting."
            )
    raise SettingsWrong(f"There is no setting {source}. Known ones are: {', '.join(sorted(_PARSERS))}.")


def _parsed(name: str, raw: object, source: str) -> object:
    text = str(raw).lower() if isinstance(raw, bool) else raw
    if not isinstance(text, str | int | Path):
        raise SettingsWrong(f"{source} must be a single value.")
    try:
        return _PARSERS[name](str(text))
    except ValueError as error:
        raise SettingsWrong(f"{source} is {str(text)!r}, but {error}.") from error


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise ValueError("a port is a number from 0 to 65535")
    return int(text)


def _host(text: str) -> str:
    if not text or "/" in text or (":" in text and not _is_address(text)):
        raise ValueError("a host is a name or an address, without port or scheme")
    return text.strip("[]")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _path(text: str) -> Path:
    if not text:
        raise ValueError("a path is needed")
    return Path(text).expanduser()


def _switch(text: str) -> bool:
    if text.lower() not in _SWITCH:
        raise ValueError("it is switched by true or false")
    return _SWITCH[text.lower()]


def _line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("it must be one line of text")
    return text.strip()


def _kept(text: str) -> frozenset[Keep]:
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name not in [*Keep, "nothing"]]
    if unknown or ("nothing" in names and len(names) > 1):
        raise ValueError(f"it is 'nothing' or some of {', '.join(Keep)}, with commas between")
    return frozenset(Keep(name) for name in names if name != "nothing")


def _log_style(text: str) -> str:
    if text not in {"console", "json", "auto"}:
        raise ValueError("it is one of console, json and auto")
    return text


def _public_url(text: str) -> str:
    url = _url(text)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError("it must look like https://sign.example")
    if url.path.rstrip("/") or url.query or url.fragment or url.username:
        raise ValueError("it must end after host and port")
    if url.scheme == "http" and not is_loopback_host(url.hostname):
        raise ValueError("plain http is for this machine only; write https")
    return f"{url.scheme}://{url.netloc.lower()}"


def _smtp_url(text: str) -> str:
    url = _url(text)
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or url.path.strip("/") or url.query:
        raise ValueError("it must look like smtps://user:password@mail.example:465")
    return text


def _url(text: str) -> SplitResult:
    url = urlsplit(text)
    try:
        _ = url.port
    except ValueError:
        raise ValueError("its port is no number from 0 to 65535") from None
    return url


def _tls_comes_in_pairs(settings: Settings) -> None:
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise SettingsWrong("TLS needs both tls_cert and tls_key, and only one of them is set.")
    for name, path in (("tls_cert", settings.tls_cert), ("tls_key", settings.tls_key)):
        if path is not None and not os.access(path, os.R_OK):
            raise SettingsWrong(f"The file {path} of {name} cannot be read.")


def _plain_http_stays_here(settings: Settings) -> None:
    if settings.reach.is_loopback or settings.tls_cert is not None or settings.behind_proxy:
        return
    raise SettingsWrong(
        f"Listening on {settings.host} without encryption is refused. Give --tls-cert and --tls-key, "
        "or --behind-proxy when a proxy in front encrypts, or listen on 127.0.0.1."
    )


def _public_url_fits(settings: Settings) -> None:
    is_https = (settings.public_url or "").startswith("https:")
    if settings.public_url and settings.tls_cert and not is_https:
        raise SettingsWrong("public_url begins with http:, but TLS is on. Write https:.")
    if is_https and settings.tls_cert is None and not settings.behind_proxy:
        raise SettingsWrong(
            f"public_url is {settings.public_url}, but nothing here encrypts. Give --behind-proxy when a "
            "proxy in front does, else --tls-cert and --tls-key."
        )


def _letters_know_the_way(settings: Settings) -> None:
    if settings.public_url is None and not settings.reach.is_private:
        raise SettingsWrong(
            "Links in letters would lead nowhere: set public_url to the address that people type, such as "
            "https://sign.example."
        )


def _data_dir_is_a_folder(settings: Settings) -> None:
    try:
        is_file = settings.data_dir.exists() and not settings.data_dir.is_dir()
    except OSError as error:
        raise SettingsWrong(f"The data_dir {settings.data_dir} cannot be used: {error.strerror}.") from error
    if is_file:
        raise SettingsWrong(f"The data_dir {settings.data_dir} is a file. Name a folder.")


_CONTRADICTIONS = (
    _tls_comes_in_pairs,
    _plain_http_stays_here,
    _public_url_fits,
    _letters_know_the_way,
    _data_dir_is_a_folder,
)

_SWITCH = {
    "true": True,
    "1": True,
    "yes": True,
    "on": True,
    "false": False,
    "0": False,
    "no": False,
    "off": False,
}

_PARSERS: dict[str, Callable[[str], object]] = {
    "data_dir": _path,
    "host": _host,
    "port": _port,
    "tls_cert": _path,
    "tls_key": _path,
    "behind_proxy": _switch,
    "public_url": _public_url,
    "master_key_file": _path,
    "smtp_url": _smtp_url,
    "mail_from": _line,
    "seal_organisation": _line,
    "recording": _kept,
    "log": _log_style,
}

# What the distributed deployment and later versions will take, by the beginning of the name.
_LATER = {
    "database_url": "a database server (every contract is kept in the encrypted file of the data folder)",
    "redis_url": "a shared live state (one process holds all sessions)",
    "blobs_url": "cloud storage (documents are kept encrypted in the data folder)",
    "tsa_urls": "an outside time-stamp authority (the built-in one is used)",
    "seal_": "this seal setting",
    "oidc_": "sign-in by another provider",
}

# Read by this module itself, and by the project's tests and developer tools.
_NOT_OURS = {f"{PREFIX}{name}" for name in ("SETTINGS_FILE", "CORPUS", "URL")}
