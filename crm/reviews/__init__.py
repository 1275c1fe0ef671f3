"""Reviews: what came of an agreement, what its academic lead recommends, what is decided."""
