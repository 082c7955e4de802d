"""The door to vl-convert: plots as SVG that stands inside a page, without a script nor a network."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import vl_convert

from parcours.messages import Language
from parcours.simulation.report.page import Drawing

LOCALES: Final[Mapping[Language, Any]] = MappingProxyType({Language.FR: "fr-FR", Language.EN: "en-US"})
OPENING: Final = re.compile(r"<svg [^>]*?(viewBox=\"[^\"]*\")>")


def svg(drawing: Drawing, lang: Language) -> tuple[str, str]:
    """The attribute `viewBox` and what stands inside the element, numbers and dates written as in `lang`.

    ValueError for a drawing that Vega-Lite does not understand.
    """
    locale = LOCALES[lang]
    drawn = vl_convert.vegalite_to_svg(
        _plain(drawing), format_locale=locale, time_format_locale=locale, allowed_base_urls=[]
    )
    opening = OPENING.match(drawn)
    if opening is None:
        raise ValueError("vl-convert gave something else than an SVG with a viewBox")
    return opening[1], drawn[opening.end() :].removesuffix("</svg>")


def _plain(value: Any) -> Any:
    """Maps and sequences of any kind as the ones vl-convert takes."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value
