"""The files of a call and what the caller knows of them: folders walked, --meta read and checked."""

from __future__ import annotations

import csv
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline import address, captured
from pipeline.address import is_remote
from pipeline.errors import UsageError
from pipeline.model import value
from pipeline.task import META_COLUMNS

_NO_REPORTS = frozenset(("thumbs.db", "desktop.ini"))


Meta = tuple[tuple[str, str], ...]


@value
class Input:
    """One file: its name in the datasets (relative to the path given), where it is, and its metadata.

    `inner` holds the metadata of files in it, by their names there, where it is an archive.
    """

    source_file: str
    path: Path
    meta: Meta = ()
    inner: tuple[tuple[str, Meta], ...] = ()
    revision: int = 0
    conflict: bool = False


def find(paths: Sequence[Path], meta: Path | None) -> tuple[Input, ...]:
    """Every file of the call, sorted by name. Raises `UsageError` for paths or metadata that are wrong."""
    if not paths:
        raise UsageError("no path given: name at least one file or folder")
    found: dict[str, Path] = {}
    for path in paths:
        for name, file in _files(path):
            if meta is not None and not is_remote(file) and file.resolve() == meta.resolve():
                continue
            unique = name if name not in found or found[name] == file else f"{path.resolve().name}/{name}"
            found[unique] = file
    known = _meta(meta, found) if meta is not None else {}
    files = [
        Input(source_file=name, path=file, meta=_sorted(known.get(name, {})), inner=tuple(_inner(name, known)))
        for name, file in found.items()
    ]
    scraped = [_scraped(item) for path in paths for item in captured.items(path)]
    return tuple(sorted([*files, *scraped], key=lambda item: item.source_file))


def _scraped(item: captured.Captured) -> Input:
    """A document that the scraper fetched, with what the scraper knows of it."""
    return Input(
        source_file=item.source_file, path=item.path, meta=item.meta, revision=item.revision, conflict=item.conflict
    )


def _sorted(given: Mapping[str, str]) -> Meta:
    return tuple(sorted(given.items()))


def _inner(name: str, known: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Meta]]:
    for other, given in sorted(known.items()):
        if other.startswith(f"{name}/"):
            yield other.removeprefix(f"{name}/"), _sorted(given)


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    if path.is_file():
        yield _name(path.name), path
        return
    if not path.is_dir():
        raise UsageError(f"{path}: no such file or folder")
    if is_remote(path):
        yield from _remote_files(path)
        return
    if not os.access(path, os.R_OK | os.X_OK):
        raise UsageError(f"{path}: the folder can't be read; check its permissions")
    unreadable: list[OSError] = []
    for folder, folders, files in os.walk(path, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if Path(folder) == path and captured.is_scraped(path):
            folders[:] = [name for name in folders if name not in captured.FOLDERS]
            files = [name for name in files if name not in captured.FILES]
        for name in sorted(files):
            if not name.startswith((".", "~$")) and name.lower() not in _NO_REPORTS:
                file = Path(folder) / name
                yield _name(file.relative_to(path).as_posix()), file
    for error in unreadable:
        folder_path = Path(str(error.filename))
        yield _name(folder_path.relative_to(path).as_posix()), folder_path


def _name(name: str) -> str:
    """A file's name as text: one that is not UTF-8 was most likely unpacked from an archive of a Chinese Windows."""
    data = os.fsencode(name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "backslashreplace")


def _remote_files(path: Path) -> Iterator[tuple[str, Path]]:
    scraped = captured.is_scraped(path)
    for name, file in address.files(path).items():
        parts = name.split("/")
        if scraped and (parts[0] in captured.FOLDERS or name in captured.FILES):
            continue
        hidden = any(part.startswith(".") for part in parts) or parts[-1].startswith("~$")
        if not hidden and parts[-1].lower() not in _NO_REPORTS:
            yield name, file


def _meta(path: Path, files: Mapping[str, Path]) -> dict[str, dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = list(reader.fieldnames or ())
            rows = list(reader)
    except OSError as error:
        raise UsageError(f"--meta {path}: can't be opened ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"--meta {path}: not a CSV file in UTF-8 ({error})") from error
    if "file" not in columns:
        raise UsageError(f"--meta {path}: has no column `file`; its columns are {', '.join(columns) or 'none'}")
    unknown = [name for name in columns if name not in ("file", *META_COLUMNS)]
    if unknown:
        raise UsageError(f"--meta {path}: unknown column {unknown[0]}; known are file, {', '.join(META_COLUMNS)}")
    return {row["file"]: _meta_row(path, number, row, files) for number, row in enumerate(rows, start=2)}


def _in_archive(name: str, files: Mapping[str, Path]) -> bool:
    """Whether a name leads into one of the files, which must then be an archive: `archive.zip/report.pdf`."""
    parts = name.split("/")
    above = ("/".join(parts[:count]) for count in range(1, len(parts)))
    return any(found in files and zipfile.is_zipfile(files[found]) for found in above)


def _meta_row(path: Path, number: int, row: Mapping[str, str | None], files: Mapping[str, Path]) -> dict[str, str]:
    name = row["file"] or ""
    if name not in files and not _in_archive(name, files):
        raise UsageError(f"--meta {path}, line {number}: {name or 'an empty name'} is none of the files given")
    given = {column: value.strip() for column in META_COLUMNS if (value := row.get(column)) and value.strip()}
    if "year" in given and not (given["year"].isdigit() and len(given["year"]) == 4):
        raise UsageError(f"--meta {path}, line {number}: the year {given['year']!r} is no year")
    return given
