"""XML parts of a package → element trees: no DTD, no entity, no address followed, no endless depth.

The formats built of XML (Office Open XML, OFD) need no document type, so one that declares it is refused.
"""

from __future__ import annotations

from lxml import etree

from pipeline.errors import Damaged


def parse_xml(data: bytes, part: str) -> etree._Element:
    """The root element, tags without namespaces, no comments. Raises `Damaged` for anything else than plain XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    if b"<!DOCTYPE" in data:
        raise Damaged(f"{part} declares a document type: entities are not followed")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Damaged(f"{part} is no well-formed XML ({error})") from error
    if etree.ElementTree(root).docinfo.internalDTD is not None:
        raise Damaged(f"{part} declares a document type: entities are not followed")
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root
