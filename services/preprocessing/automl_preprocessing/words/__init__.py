"""What the preprocessing says to people, in both languages."""
