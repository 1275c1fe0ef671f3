"""Who we are: the school as it stands in the papers that it signs."""
