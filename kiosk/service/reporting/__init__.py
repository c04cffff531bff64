"""The figures of a period for whoever runs the office: as text to read, as a table to count on with."""
