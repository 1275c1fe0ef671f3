"""How fast the real server is, on offices of a thousand to a hundred thousand partners."""
