"""The revisions; `schema.REVISIONS` names them in order."""
