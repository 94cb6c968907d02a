"""What changed between two releases: every value that differs, with the reason for it; nothing is left over."""

from __future__ import annotations

from pipeline.release.diff.changes import Change
from pipeline.release.diff.run import diff

__all__ = ["Change", "diff"]
