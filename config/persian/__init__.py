"""How Persian is read and written: letters, digits, numbers, the solar calendar, form fields, template filters.

Storage is neutral (Decimal, Gregorian `date`, one spelling of each letter); Persian is at the edges only.
This package knows no model and no setting.
"""
