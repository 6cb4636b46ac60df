"""The process that the gate runs in: its time, its terminal, its cache, and the files it ships with."""
