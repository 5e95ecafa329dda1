"""The prospects. Here as Mesa agents, to read, teach, subclass and debug."""
