"""Every limit and every exception of the architecture, in one place. Changing one is a decision to record."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "bench", "domain", "features", "projections", "scripts", "tests", "workflows")

MODULE_LINES = 250
TEST_MODULE_LINES = 400
# Lines of code: the docstring, comments and empty lines are free.
FUNCTION_LINES = 25
TEST_FUNCTION_LINES = 60

# The environment is read in one module, and by what the tests need to know about their own run.
ENVIRONMENT = ("os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv")
ENVIRONMENT_ROOMS = ("api/settings.py", "bench/", "tests/")

# A moment or an id that comes from the machine makes a decision unrepeatable; the edges hand them in.
CHANCE = (
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "os.urandom",
    "random.",
    "secrets.",
    "time.localtime",
    "time.time",
    "time.time_ns",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
)
CHANCE_ROOMS = ("api/", "bench/", "tests/")

# Words that name one machine or an unfinished thought. Built from parts so that this file does not hold them.
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "X" * 3)
MACHINES = tuple(f"/{place}/" for place in ("work", "root", "Users"))
TEXT_FILES = {
    "", ".cfg", ".css", ".feature", ".html", ".js", ".md", ".py", ".sh", ".sql", ".svg", ".toml", ".txt", ".yml",
}  # fmt: skip
FOREIGN_FILES = ("LICENSE", "uv.lock", "vendor/")

SHOWING_ROOMS = ("projections/", "api/pages/")
REPORT_FORM = "api/pages/report_page.py"
