"""The partners: organisations the school works with."""
