"""What the published schemas of logs require, said again by us: nobody has said under what licence they may be kept.

Sources: ocel20-schema-json.json, of OCEL 2.0, draft-07; xes.xsd, of IEEE 1849-2016. `PARCOURS_LOG_SCHEMAS` names a
folder with the schemas themselves, and the same tests then ask them too.
"""

from typing import Any

TEXT = {"type": "string"}
INSTANT = {"type": "string", "format": "date-time"}


def _listed(required: str, **held: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": held, "required": required.split()}}


_RELATIONS = _listed("objectId qualifier", objectId=TEXT, qualifier=TEXT)
_TYPES = _listed("name attributes", name=TEXT, attributes=_listed("name type", name=TEXT, type=TEXT))
_OF_EVENTS = _listed("name value", name=TEXT, value=TEXT)
_OF_OBJECTS = _listed("name value time", name=TEXT, value=TEXT, time=INSTANT)

OCEL: dict[str, Any] = {
    "type": "object",
    "required": ["eventTypes", "objectTypes", "events", "objects"],
    "properties": {
        "eventTypes": _TYPES,
        "objectTypes": _TYPES,
        "events": _listed(
            "id type time", id=TEXT, type=TEXT, time=INSTANT, attributes=_OF_EVENTS, relationships=_RELATIONS
        ),
        "objects": _listed("id type", id=TEXT, type=TEXT, attributes=_OF_OBJECTS, relationships=_RELATIONS),
    },
}

_KINDS = {
    "string": "string",
    "date": "dateTime",
    "int": "long",
    "float": "double",
    "boolean": "boolean",
    "id": "string",
}


def _attribute(name: str, kind: str) -> str:
    return f'<attribute name="{name}"><data type="{kind}"/></attribute>'


def _valued(element: str, kind: str) -> str:
    inside = f'{_attribute("key", "Name")}{_attribute("value", kind)}<ref name="attributes"/>'
    return f'<element name="{element}">{inside}</element>'


_VALUES = f'<element name="values"><optional>{_attribute("key", "Name")}</optional><ref name="attributes"/></element>'
_LIST = f'<element name="list">{_attribute("key", "Name")}{_VALUES}</element>'
_EVENT = '<zeroOrMore><element name="event"><ref name="attributes"/></element></zeroOrMore>'

# RELAX NG, where a repeated choice is written as one.
XES = f"""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="log">
  {_attribute("xes.version", "decimal")}<optional>{_attribute("xes.features", "token")}</optional>
  <zeroOrMore><element name="extension">
    {_attribute("name", "NCName")}{_attribute("prefix", "NCName")}{_attribute("uri", "anyURI")}
  </element></zeroOrMore>
  <zeroOrMore><element name="global">
    <optional>{_attribute("scope", "NCName")}</optional><ref name="attributes"/>
  </element></zeroOrMore>
  <zeroOrMore><element name="classifier">
    {_attribute("name", "NCName")}<optional>{_attribute("scope", "NCName")}</optional>{_attribute("keys", "token")}
  </element></zeroOrMore>
  <ref name="attributes"/>
  <zeroOrMore><element name="trace"><ref name="attributes"/>{_EVENT}</element></zeroOrMore>
  {_EVENT}
</element></start>
<define name="attributes"><zeroOrMore><choice>
  {"".join(_valued(element, kind) for element, kind in _KINDS.items())}{_LIST}
</choice></zeroOrMore></define>
</grammar>"""
