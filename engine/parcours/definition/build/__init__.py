"""From a resolved tree to frozen data. Nothing is refused here but what cannot be said at all."""
