"""An adversary tries every way to rows that are not his: one file per way (SEC-20, ANA-14, SEC-11 to SEC-13).

What is tried is not written down here but read from the app and the framework: all our DocTypes, all our whitelisted
methods, all reports, charts and cards, and every whitelisted function of the framework that takes the name of a
document. What is added to the app is covered the day it appears.

`bank.py` makes the bank: one person per role with a customer of his own, and a stranger's customer with a row in
every DocType, each value of which carries a mark. `session.py` asks as a browser does. A mark in an answer is a leak.
"""
