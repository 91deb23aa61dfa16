"""The stack on this machine: the server, the controller and one agent per queue, as supervised processes."""
