"""Tables from outside: CSV and XLSX files, read without trusting them."""
