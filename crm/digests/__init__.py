"""What each person has to know of a day or a week: on a page, and by e-mail when its hour comes."""
