"""What a run leaves: the recorder that takes it down and the frames that are read from it."""
