"""What is held on one person: handed out as one file, and erased for good."""
