"""Looking after a server from outside: start and stop it, back it up, restore it, see what it holds."""
