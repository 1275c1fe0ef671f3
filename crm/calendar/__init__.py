"""Calendars: what is to be decided and done, for the calendar programs of the office."""
