"""Enquiries of people outside, who read the public page: their form, and the office's queue."""
