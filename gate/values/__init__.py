"""The values that flow through the gate. All frozen, none does I/O."""
