"""Forms of ministries, filled from the master table under their own headings (فرم وزارتخانه)."""
