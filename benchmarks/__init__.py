"""What must be fast and right, measured against a baseline in the same run. Never asserted: machines differ."""
