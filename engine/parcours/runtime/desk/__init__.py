"""What a team sees and does, as data: the names of its people, its lists, its days, one dossier. No page, no rule."""
