"""Who signed an agreement, on both sides."""
