"""What devices measure and what follows from it, purely: readings, standards, definitions of alarms, their instances.

A reading never becomes a fact. What an alarm asks for (`Act`) may: a lead opened, joined or cleared.
"""
