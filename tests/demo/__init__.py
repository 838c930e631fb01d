"""The demo office: every story told by the rules, the same facts from the same seed."""
