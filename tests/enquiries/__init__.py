"""Enquiries of people outside, and the office's queue of them."""
