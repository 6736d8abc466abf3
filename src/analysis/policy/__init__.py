"""What the policy documents say, as data with cues: goals, budget, fields of performance, themes, claims, partners."""
