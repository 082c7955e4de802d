"""Alembic's folder: one file a revision, in `versions`, none of them ever changed once released."""
