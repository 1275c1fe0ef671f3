"""The renewals desk: agreements that need a decision, most urgent first."""
