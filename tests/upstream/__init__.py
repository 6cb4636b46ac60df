"""What references stand for, asked of real servers on this machine."""
