"""Merging: two records or more that are one and the same become one."""
