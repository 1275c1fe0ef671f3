"""The agreements and those who are party to them."""
