"""Deviations of cells that show more or less than their text: struck and raised digits, fields, pictures, hiding styles."""

from __future__ import annotations

import random

from tests.deviations.draft import Draft
from tests.deviations.registry import deviation

_ANY = ("unreadable", None)


def _some(draft: Draft, draw: random.Random) -> list[str]:
    keys = draft.numbers()
    return draw.sample(keys, min(len(keys), draw.randint(1, 8)))


def _dress(draft: Draft, draw: random.Random, forms: tuple[str, ...]) -> None:
    """Some cells in one of these forms; `{n}` is the number that the page shows, `{o}` another digit."""
    for key in _some(draft, draw):
        number = draft.shown[key]
        draft.show(key, number, "reported", draft.gold[key].value, _ANY)
        draft.markup[key] = draw.choice(forms).format(n=number, o=draw.randint(1, 9))


@deviation("numbers", "html")
def struck_digits(draft: Draft, draw: random.Random) -> None:
    """A digit struck out beside the number that holds."""
    _dress(
        draft,
        draw,
        (
            "<s>{o}</s>{n}",
            "<del>{o}</del>{n}",
            "{n}<strike>{o}</strike>",
            "<span style='text-decoration:line-through'>{o}</span>{n}",
            "<span style='text-decoration: underline line-through'>{o}</span> {n}",
        ),
    )


@deviation("numbers", "html")
def raised_by_style(draft: Draft, draw: random.Random) -> None:
    """A note's digit raised or lowered by a style."""
    _dress(
        draft,
        draw,
        (
            "{n}<span style='vertical-align:super'>{o}</span>",
            "{n}<span style='font-size:8pt; vertical-align: super;'>{o}</span>",
            "{n}<span style='vertical-align:text-top;font-size:60%'>{o}</span>",
            "{n}<span style='position:relative;top:-4.0pt;mso-text-raise:4.0pt'>{o}</span>",
            "{n}<sub>{o}</sub>",
            "{n}<sup><a href='#n'>[{o}]</a></sup>",
            "{n}<a href='#_ftn1'><span style='vertical-align:super'>[{o}]</span></a>",
        ),
    )


@deviation("numbers", "html")
def fields_and_pictures(draft: Draft, draw: random.Random) -> None:
    """The number in a field of a form or in a picture."""
    _dress(
        draft,
        draw,
        (
            "<input type='text' value='{n}' readonly>",
            "<input value={n}>",
            "<textarea>{n}</textarea>",
            "<select><option>{o}</option><option selected>{n}</option></select>",
            "<img src='images/{n}.png'>",
            "<svg><text>{n}</text></svg>",
            "<canvas data-n='{n}'></canvas>",
            "<button>{n}</button>",
        ),
    )


@deviation("numbers", "html")
def concealed(draft: Draft, draw: random.Random) -> None:
    """Digits that are there and cannot be seen, by other styles than display."""
    _dress(
        draft,
        draw,
        (
            "{n}<span style='color:#ffffff'>{o}</span>",
            "{n}<span style='color: white'>{o}</span>",
            "{n}<font color='#FFFFFF'>{o}</font>",
            "{n}<span style='opacity:0'>{o}</span>",
            "{n}<span style='color:transparent'>{o}</span>",
            "{n}<span style='position:absolute;left:-9999px'>{o}</span>",
            "<span style='display:inline-block;text-indent:-999em;width:0'>{o}</span>{n}",
            "{n}<span style='position:absolute;clip:rect(0,0,0,0)'>{o}</span>",
            "{n}<span style='display:inline-block;width:0;overflow:hidden'>{o}</span>",
            "{n}<span style='font-size:0px'>{o}</span>",
            "{n}<dialog>{o}</dialog>",
            "{n}<span style='color:rgb(255, 255, 255)'>{o}</span>",
        ),
    )


@deviation("numbers", "docx")
def word_dress(draft: Draft, draw: random.Random) -> None:
    """Struck, raised and coloured runs, formulas, symbols and pictures in Word's cells."""
    _dress(
        draft,
        draw,
        ("struck {o}", "raised {o}", "styled {o}", "white {o}", "formula", "symbol", "picture", "field", "small {o}"),
    )
