"""Work on many rows of a list at once: a field, a task for each, the trash; one act, one undo."""
