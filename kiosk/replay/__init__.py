"""A working day as plain text (CONTRACT, ".day scripts"), run against the real program in simulated time."""
