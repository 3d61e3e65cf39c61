# SPDX-License-Identifier: Apache-2.0
"""The settings of the app: few, each with a default that is safe on one machine."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PREFIX: Final = "MULTIFIDUS_"
SIGN_UP: Final = ("open", "first", "closed")


class SettingsError(Exception):
    """A setting that cannot be used; the message says what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the app runs with.

    `data` is the folder of the embedded database and its backups. `database` is a SQLAlchemy URL.
    `sign_up` says who may make an account: `open` anyone who reaches the page, `first` only the
    first, `closed` nobody. `insecure_http` allows plain HTTP beyond this machine. `names` are names
    that the app answers to besides its own address, as behind a proxy.
    """

    data: Path
    database: str
    host: str = "127.0.0.1"
    port: int = 8000
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    insecure_http: bool = False
    sign_up: str = "open"
    names: tuple[str, ...] = ()

    @property
    def backups(self) -> Path:
        """The folder of the backups."""
        return self.data / "backups"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the app."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def tls(self) -> bool:
        """Whether the app itself speaks TLS."""
        return self.tls_certificate is not None

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        host = f"[{host}]" if ":" in host else host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"


def default_data(environment: Mapping[str, str]) -> Path:
    """Return the folder for data where the system keeps such: XDG's, or one below home."""
    base = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "multifidus"


def settings_from(
    environment: Mapping[str, str],
    *,
    data: Path | None = None,
    database: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    tls_certificate: Path | None = None,
    tls_key: Path | None = None,
    insecure_http: bool = False,
) -> Settings:
    """Put the settings together: what the command line gives, else the environment, else the default.

    Raises
    ------
    SettingsError
        If they do not go together, with what would be right.
    """
    folder = data or Path(environment.get(f"{PREFIX}DATA") or default_data(environment))
    url = database or environment.get(f"{PREFIX}DATABASE") or f"sqlite:///{folder}/multifidus.db"
    built = Settings(
        data=folder,
        database=url,
        host=host,
        port=port,
        tls_certificate=tls_certificate,
        tls_key=tls_key,
        insecure_http=insecure_http,
    )
    sign_up = environment.get(f"{PREFIX}SIGN_UP") or ("open" if built.loopback else "first")
    if sign_up not in SIGN_UP:
        raise SettingsError(f"{PREFIX}SIGN_UP is {sign_up!r}; write {', '.join(SIGN_UP)}")
    names = tuple((environment.get(f"{PREFIX}NAMES") or "").replace(",", " ").split())
    if (tls_certificate is None) != (tls_key is None):
        raise SettingsError("TLS needs both: give --tls-certificate and --tls-key")
    for file in (tls_certificate, tls_key):
        if file is not None and not file.is_file():
            raise SettingsError(f"there is no file {file}")
    if not built.loopback and not built.tls and not insecure_http:
        raise SettingsError(
            f"{host} can be reached from other machines, and plain HTTP would send passwords and "
            "health data readable by anyone on the way. Give --tls-certificate and --tls-key, or, "
            "behind a proxy that speaks TLS, --insecure-http"
        )
    return Settings(
        data=folder,
        database=url,
        host=host,
        port=port,
        tls_certificate=tls_certificate,
        tls_key=tls_key,
        insecure_http=insecure_http,
        sign_up=sign_up,
        names=names,
    )
