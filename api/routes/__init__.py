"""The HTTP paths of the contract, one theme a module."""
