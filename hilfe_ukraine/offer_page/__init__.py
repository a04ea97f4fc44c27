"""The page citizens see: its fields, its two steps, its form and its captcha."""
