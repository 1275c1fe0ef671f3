"""What the office sends by e-mail: letters wait here until a mail server has taken them."""
