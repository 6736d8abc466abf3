"""The scorecard of docs/betrouwbaarheid.md: what is promised, and what the tests say of it."""
