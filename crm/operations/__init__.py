"""What the command line and the daily job do to the whole: schema, sample, accounts."""
