"""Civil time, and nothing that ticks: durations, months, working days, zones, and why a date is what it is.

`dates` holds the one way a date is said and reckoned, `explain` its sentences, `cumul` what earlier contracts
have used, `period` what comes back, `zone` the instants behind civil days, `days_off` the calendar of a cooperative.
"""
