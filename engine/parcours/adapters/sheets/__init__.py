"""Spreadsheets and delimited text, read as somebody else's and written for anybody's."""
