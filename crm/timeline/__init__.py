"""The timeline: meetings, visits, calls, e-mails and news."""
