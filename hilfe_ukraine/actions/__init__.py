"""What happens: plain functions with keyword arguments, and no request.

Each one is a use case and says what it writes and in which transaction.
"""
