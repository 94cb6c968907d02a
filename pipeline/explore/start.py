"""From the arguments of the command to settings, a listening socket and the link."""

from __future__ import annotations

import os
import secrets
import socket
import stat
import tempfile
from pathlib import Path

from pipeline.address import at, is_remote
from pipeline.errors import UsageError
from pipeline.explore.settings import LANGUAGES, Settings
from pipeline.release import folder

_SHORTEST_TOKEN = 16
_WAITING = 256
"""Connections that may wait until the server takes them."""


def settings(
    source: str,
    release: str | None,
    raw: Path | None,
    review: Path,
    host: str,
    port: int,
    token: str | None,
    read_only: bool,
    lang: str,
) -> Settings:
    """The settings that these arguments mean. Raises `UsageError`."""
    if lang not in LANGUAGES:
        raise UsageError(f"no language {lang!r}; there are {', '.join(LANGUAGES)}")
    if token is not None and (len(token) < _SHORTEST_TOKEN or not token.isascii() or not token.isalnum()):
        raise UsageError(f"--token needs {_SHORTEST_TOKEN} letters and digits or more; leave it out for a random one")
    given = at(source)
    if is_remote(given):
        raise UsageError(f"{source}: the pages need the data on this machine; copy the release first")
    data = folder.chosen(given / release if release else given)
    beside = data if (data / ".current").exists() else data.parent
    if raw is not None and not raw.is_dir():
        raise UsageError(f"{raw}: there is no such folder")
    return Settings(
        data=data,
        release=data.name,
        cache=_writable(beside / ".explore"),
        raw=raw.resolve() if raw is not None else _beside(given),
        review=review,
        host=host,
        port=port,
        token=token or secrets.token_hex(16),
        read_only=read_only,
        lang=lang,
    )


def _beside(data: Path) -> Path | None:
    """raw/ next to the data, where `gongkai run` reads it."""
    own = data.resolve().parent / "raw"
    return own if own.is_dir() else None


def _writable(folder_: Path) -> Path:
    """The folder, or one of this user's where it can't be written."""
    if os.access(folder_ if folder_.exists() else folder_.parent, os.W_OK):
        return folder_
    return private(Path(tempfile.gettempdir()) / f"gongkai-explore-{os.getuid()}")


def private(folder_: Path) -> Path:
    """The folder, made where it is not there. Raises `UsageError` where others may write or read in it.

    Everyone may make a folder of any name in the folder of temporary files, and a link that leads elsewhere.
    """
    try:
        folder_.mkdir(mode=0o700, exist_ok=True)
        told = folder_.lstat()
    except OSError as error:
        raise UsageError(
            f"{folder_}: can't be made ({error.strerror}); make the folder of the data writable"
        ) from error
    if not stat.S_ISDIR(told.st_mode) or told.st_uid != os.getuid() or stat.S_IMODE(told.st_mode) & 0o077:
        raise UsageError(f"{folder_}: is not a folder that you alone may open (mode 0700); remove it and try again")
    return folder_


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `UsageError` where it can't."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_WAITING)
    except OSError as error:
        listener.close()
        raise UsageError(f"can't listen on {host}:{port} ({error.strerror}); give another --port") from error
    return listener


def link(own: Settings) -> str:
    """The first link: it holds the token, later ones don't."""
    host = f"[{own.host}]" if ":" in own.host else own.host
    return f"http://{host}:{own.port}/?token={own.token}"
