"""Coming in: first set-up, login, logout, one's own profile."""
