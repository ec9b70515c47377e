"""From a foreign file to the draft of a profile, which a person completes."""
