"""The guide: how the office's daily work is done here, in the reader's language."""
