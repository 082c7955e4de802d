"""The door to CEL and Jinja2: conditions and templates, checked when a file is read."""
