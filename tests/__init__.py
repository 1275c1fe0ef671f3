"""The rules of the office, as tests."""

import gc

# While tests are loaded nothing is looked through for circles: all of it stays until they end.
gc.set_threshold(0)
