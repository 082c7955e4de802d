"""The people's side: pages in a browser, and an API over HTTP. No rule of a parcours or of the law is known here."""
