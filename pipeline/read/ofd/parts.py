"""The package of an OFD file (GB/T 33190-2016): its parts by location, resources, templates, pages and annotations."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from pipeline.errors import Damaged, Encrypted, LimitExceeded
from pipeline.model import value
from pipeline.read import limits
from pipeline.read.ofd.geometry import box
from pipeline.read.safe_xml import parse_xml

Area = tuple[float, float, float, float]
_A4: Area = (0.0, 0.0, 210.0, 297.0)


@value
class Part:
    """An XML part and where it stands in the package: locations in it are relative to that."""

    path: str
    root: Any


@value
class Resources:
    """What pages refer to by ID: drawing parameters, composite units, places of pictures and fonts in the package."""

    draw: dict[str, Any]
    composites: dict[str, Any]
    pictures: dict[str, str]
    fonts: dict[str, str]


@value
class Page:
    """One page: its box (x, y, width, height in millimetres) and layers in the order in which they are painted."""

    area: Area
    layers: tuple[Any, ...]
    annotations: tuple[Any, ...]
    resources: Resources


class Package:
    """An open OFD file. Raises `Encrypted`, `Damaged` or `LimitExceeded` with a sentence for a person."""

    def __init__(self, data: bytes) -> None:
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise Damaged(f"the OFD file is damaged or truncated ({error})") from error
        self.names = {_plain(name): name for name in self.archive.namelist()}
        if any(posixpath.basename(name) == "encryptions.xml" for name in self.names):
            raise Encrypted("the OFD file is encrypted; save it without protection")
        self.title = ""

    def read(self, path: str) -> bytes:
        """The bytes of a part."""
        name = self.names.get(_plain(path))
        if name is None:
            raise Damaged(f"the OFD file has no part {path}")
        try:
            return self.archive.read(name)
        except RuntimeError as error:
            raise Encrypted("the OFD file is protected by a password; save it without one") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise Damaged(f"part {path} of the OFD file is damaged ({error})") from error

    def locate(self, base: str, location: str) -> str:
        """A location (ST_Loc) as written in the part `base`: from the package's root, or relative to that part.

        Some writers give it relative to the document's folder instead.
        """
        if location.startswith("/"):
            return location
        folder = posixpath.dirname(base)
        while folder and _plain(posixpath.join(folder, location)) not in self.names:
            folder = posixpath.dirname(folder)
        return posixpath.join(folder, location)

    def part(self, base: str, location: str) -> Part:
        """The XML part at a location written in the part `base`."""
        path = self.locate(base, location.strip())
        return Part(path=path, root=parse_xml(self.read(path), path))

    def pages(self) -> Iterator[Page]:
        """Every page of every document in the package, in order."""
        root = self.part("", "OFD.xml").root
        count = 0
        for body in root.iter("DocBody"):
            self.title = self.title or (body.findtext("DocInfo/Title") or "").strip()
            where = body.findtext("DocRoot")
            if not where:
                raise Damaged("the OFD file names no document")
            document = self.part("", where)
            count += len(document.root.findall("Pages/Page"))
            if count > limits.in_force().pages:
                raise LimitExceeded(f"the OFD file has {count} pages, more than {limits.in_force().pages} (pages)")
            yield from self._document(document)

    def _document(self, document: Part) -> Iterator[Page]:
        common = document.root.find("CommonData")
        shared = self._resources(document, common if common is not None else ())
        templates = {item.get("ID"): item for item in document.root.iterfind("CommonData/TemplatePage")}
        annotations = self._annotations(document)
        for item in document.root.iterfind("Pages/Page"):
            page = self.part(document.path, item.get("BaseLoc") or "")
            own = self._resources(page, page.root)
            resources = Resources(
                draw=shared.draw | own.draw,
                composites=shared.composites | own.composites,
                pictures=shared.pictures | own.pictures,
                fonts=shared.fonts | own.fonts,
            )
            area = box(page.root.findtext("Area/PhysicalBox")) or box(
                document.root.findtext("CommonData/PageArea/PhysicalBox")
            )
            yield Page(
                area=area or _A4,
                layers=tuple(self._layers(document, page, templates)),
                annotations=tuple(annotations.get(item.get("ID"), ())),
                resources=resources,
            )

    def _layers(self, document: Part, page: Part, templates: dict[str, Any]) -> Iterator[Any]:
        """Templates and layers from the lowest to the topmost: background, body, foreground."""
        found: list[tuple[int, Any]] = []
        for use in page.root.iterfind("Template"):
            template = templates.get(use.get("TemplateID"))
            if template is None:
                raise Damaged(f"a page of the OFD file uses template {use.get('TemplateID')}, which is not there")
            depth = _DEPTHS.get(use.get("ZOrder") or template.get("ZOrder") or "Background", -2)
            part = self.part(document.path, template.get("BaseLoc") or "")
            found.extend((depth * 2, layer) for layer in part.root.iterfind("Content/Layer"))
        for layer in page.root.iterfind("Content/Layer"):
            found.append((_DEPTHS.get(layer.get("Type") or "Body", 0), layer))
        return (layer for _, layer in sorted(found, key=lambda item: item[0]))

    def _resources(self, part: Part, root: Any) -> Resources:
        found = Resources(draw={}, composites={}, pictures={}, fonts={})
        kinds = ("PublicRes", "DocumentRes", "PageRes")
        for item in sorted((part for part in root if part.tag in kinds), key=lambda part: kinds.index(part.tag)):
            resource = self.part(part.path, item.text or "")
            folder = posixpath.join(resource.root.get("BaseLoc") or "", "")
            found.draw.update((draw.get("ID"), draw) for draw in resource.root.iter("DrawParam"))
            found.composites.update((unit.get("ID"), unit) for unit in resource.root.iter("CompositeGraphicUnit"))
            for font in resource.root.iter("Font"):
                if place := (font.findtext("FontFile") or "").strip():
                    found.fonts[font.get("ID")] = self.locate(resource.path, folder + place)
            for media in resource.root.iter("MultiMedia"):
                location = folder + (media.findtext("MediaFile") or "").strip()
                found.pictures[media.get("ID")] = self.locate(resource.path, location)
        return found

    def _annotations(self, document: Part) -> dict[str, list[Any]]:
        """The annotations of each page, by the page's ID."""
        found: dict[str, list[Any]] = {}
        for place in document.root.iterfind("Annotations"):
            listed = self.part(document.path, place.text or "")
            for page in listed.root.iterfind("Page"):
                part = self.part(listed.path, page.findtext("FileLoc") or "")
                found.setdefault(page.get("PageID"), []).extend(part.root.iter("Annot"))
        return found


_DEPTHS = {"Background": -1, "Body": 0, "Foreground": 1}


def _plain(path: str) -> str:
    """A part's path in one spelling: parts are found without regard to case, whichever slash the writer used."""
    return posixpath.normpath(path.replace("\\", "/").lstrip("/")).lower()
