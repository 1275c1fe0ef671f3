"""What professors propose: their form and their own page, the office's queue."""
