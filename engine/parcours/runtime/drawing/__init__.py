"""A parcours as a picture: one graph for the stages, one for each track that has several."""
