"""Playbooks: the tasks that agreements of a type ask for, and how they follow the agreements."""
