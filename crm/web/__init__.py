"""The kit: forms, lists, exports, access, pages. Knows no room."""
