"""What is typed, one question after another: completed, coloured, and taken as a query or as a command."""
