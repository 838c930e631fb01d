"""The shape of the code, checked on the code itself; what import contracts cannot say."""
