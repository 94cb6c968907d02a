"""LibreOffice as another reader of Office files: converts one to DOCX in a profile of its own, within a limit on time.

No macro runs, no link is updated, no address is reached; whatever it starts is ended and its folder removed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from pipeline.errors import Damaged, LimitExceeded, Unsupported
from pipeline.model import Document, Grid
from pipeline.read import limits
from pipeline.read.word.docx import read_docx

INSTALL = "apt-get install libreoffice-writer-nogui"
_SECONDS = 30.0
"""Limit on one conversion, never more than half of a document's own; measured 1 s alone, 2.4 s on a busy machine."""

_ALONE = "only LibreOffice could read it"
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
"""Port 9 discards: a proxy there lets nothing out, whatever the document asks for."""


def reread_doc(data: bytes, sha256: str) -> Document:
    """A Word 97 file as LibreOffice reads it; raises as `convert` does."""
    return read_docx(convert(data, "doc"), sha256)


def reread_rtf(data: bytes, sha256: str) -> Document:
    """A rich-text file as LibreOffice reads it; raises as `convert` does."""
    return read_docx(convert(data, "rtf"), sha256)


def read_alone(data: bytes, sha256: str, suffix: str, media_type: str) -> Document:
    """A file that nothing else here reads: its tables are doubted, so that only the form's sums can confirm them."""
    found = read_docx(convert(data, suffix), sha256)
    blocks = tuple(
        dataclasses.replace(block, doubt=block.doubt or _ALONE) if isinstance(block, Grid) else block
        for block in found.blocks
    )
    return dataclasses.replace(found, blocks=blocks, media_type=media_type, notes=(("single_reading", _ALONE),))


def convert(data: bytes, suffix: str) -> bytes:
    """`data`, a file with this suffix, as DOCX; raises `Unsupported` (not installed), `LimitExceeded` or `Damaged`."""
    program = shutil.which("soffice")
    if program is None:
        raise Unsupported(f"LibreOffice, which reads this file, is not installed: {INSTALL}")
    with tempfile.TemporaryDirectory(prefix="gongkai-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _write_profile(folder / "profile" / "user")
        source = folder / f"in.{suffix}"
        source.write_bytes(data)
        _run(program, folder, source)
        target = folder / "out" / "in.docx"
        if not target.is_file():
            raise Damaged("LibreOffice can't open the file: it is damaged or of no format that it knows")
        return target.read_bytes()


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _run(program: str, folder: Path, source: Path) -> None:
    """Runs the conversion in a session of its own and ends all of it, also if this process dies half way."""
    seconds = min(_SECONDS, limits.in_force().seconds / 2)
    guard = [shutil.which("timeout") or "", "-s", "KILL", f"{seconds + 5:g}"]
    command = [
        *(guard if guard[0] else ()),
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault"),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source)),
    ]
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise LimitExceeded(f"LibreOffice did not read the file within {seconds:g} s") from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
