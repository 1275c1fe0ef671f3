"""Spreadsheets come in: partners from a file, shown before they are written, all or none."""
