"""The oracle: it draws, calls the kernel, counts. No rule of any parcours stands here."""
