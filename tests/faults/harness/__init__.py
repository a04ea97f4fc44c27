"""What the fault tests need: servers, a portal, citizens, a relay, and a judge.

``inside`` runs in the processes under test; everything else in the test's own process
and looks at them from outside.
"""
