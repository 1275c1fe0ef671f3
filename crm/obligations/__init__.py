"""What was promised under the agreements, and the tasks that remind of it in time."""
