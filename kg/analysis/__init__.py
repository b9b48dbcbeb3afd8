"""What analysts ask of a network of claims: functions of a corpus and its vocabulary that return plain values."""
