"""Backups: all that the office keeps in one file, made while people work, and brought back."""
