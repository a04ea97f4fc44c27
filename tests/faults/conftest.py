"""A fresh case for each fault, and the table of all of them at the end."""

import dataclasses
import os

import pytest

from .harness.case import Case
from .harness.servers import Servers
from .harness.starting import NotInstalled
from .harness.table import Line, missing, render


PROPERTY = "hilfe_fault"
#: Set by ``make test-faults``: a fault that is not run needs a reason.
WHOLE = "HILFE_FAULTS_WHOLE"


@pytest.fixture(scope="session")
def servers():
    """Private ones, whatever else runs on this machine."""
    found = Servers()
    yield found
    found.stop()


@pytest.fixture
def case(request, servers, tmp_path):
    """One portal with everything around it, on the database and broker of the test."""
    database, _, broker = request.param.partition("+")
    number, name = request.node.get_closest_marker("fault").args
    try:
        database = getattr(servers, database)
        broker = getattr(servers, broker) if broker else None
    except NotInstalled as error:
        pytest.skip(f"{error} is not installed")
    line = Line(number, name, database.name, broker.name if broker else "none")
    found = Case(tmp_path, database=database, broker=broker, line=line)
    yield found
    found.end()
    failed = getattr(request.node, "fault_failed", False)
    assert found.is_judged or failed, "a fault without a verdict proves nothing"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Hand the line of the table over with the report, to whoever prints it."""
    outcome = yield
    report = outcome.get_result()
    case = getattr(item, "funcargs", {}).get("case")
    if report.when != "call" or not isinstance(case, Case):
        return
    case.line.passed = report.passed
    if report.failed:
        item.fault_failed = True
        if not case.line.tally:
            case.judge_what_is_there()
        report.sections.append(("logs of the portal", case.logs()))
    report.user_properties.append((PROPERTY, dataclasses.asdict(case.line)))


def pytest_terminal_summary(terminalreporter):
    lines = _lines(terminalreporter)
    if not lines:
        return
    terminalreporter.section("faults")
    for text in render(lines):
        terminalreporter.line(text)
    if WHOLE in os.environ and (left_out := missing(lines)):
        terminalreporter.line(f"Neither run nor explained: {', '.join(left_out)}")


def pytest_sessionfinish(session):
    """A fault that is neither run nor explained is a failure, and so is a bad line."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    lines = _lines(reporter) if reporter else []
    if WHOLE not in os.environ or hasattr(session.config, "workerinput"):
        return
    if missing(lines) or not all(line.is_clean for line in lines):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def _lines(reporter) -> list[Line]:
    reports = [report for found in reporter.stats.values() for report in found]
    return [
        Line(**value)
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == PROPERTY and getattr(report, "when", "") == "call"
    ]
