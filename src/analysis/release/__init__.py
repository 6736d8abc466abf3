"""The gate and what lies behind it: the only numbers that anything downstream can see."""
