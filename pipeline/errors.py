"""The exception tree and the exit codes. Standard library only.

GongkaiError
├── UsageError        the call itself is wrong: nothing is written, exit status 2
└── DocumentError     this file gives no report: a row in `failures`, exit status 1, the others go on
    ├── ReadError         the bytes can't be turned into a document
    │   ├── Unsupported       a format, or a part of one, that needs something this installation lacks
    │   ├── Encrypted         a password is needed
    │   └── Damaged           truncated or malformed bytes
    ├── NotAReport        the document holds no annual report
    └── LimitExceeded     more time, memory, pages or unpacked bytes than allowed
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit status of every command (CONTRACT)."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2


class GongkaiError(Exception):
    """Root of all errors that this package raises on purpose; str() is one sentence for a person."""


class UsageError(GongkaiError):
    """The call itself is wrong."""


class DocumentError(GongkaiError):
    """One file gives no report. `stage` names the stage that stopped."""

    stage = "read"


class ReadError(DocumentError):
    """The bytes can't be turned into a document."""


class Unsupported(ReadError):
    """A format, or a part of one, that needs something this installation lacks; the sentence says what."""


class Encrypted(ReadError):
    """The file wants a password."""


class Damaged(ReadError):
    """The bytes are truncated or malformed."""


class NotAReport(DocumentError):
    """The document was read, but holds no annual report."""

    stage = "parse"


class LimitExceeded(DocumentError):
    """The document needed more time, memory, pages or unpacked bytes than it is allowed."""
