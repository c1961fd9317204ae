# The two commands: `make run` and `make test`. Everything they need is made in .venv/ and .local/.
.PHONY: run test test-fast bench mutants check lock fmt environment

PYTHON = .venv/bin/python

run: environment
	@exec $(PYTHON) -m softlanding.running.run

# Each processor takes a file of tests at a time; ARGS="-n 0" runs them one after the other.
test: environment
	@exec $(PYTHON) -m pytest -n logical --maxprocesses 6 --dist loadfile --no-loadscope-reorder $(ARGS)

# The same without what is marked slow: machines of random steps and the walks of a browser.
test-fast:
	@$(MAKE) --no-print-directory test ARGS='-m "not slow" $(ARGS)'

# Minutes of work and some gigabytes in .local/bench; writes tests/benchmarks/RESULTS.md.
bench: environment
	@exec $(PYTHON) -m tests.benchmarks.run

# One-line faults, to see which the tests do not notice: SAMPLE=200 SEED=7 draws, ONLY=path takes one file.
mutants: environment
	@exec $(PYTHON) -m tests.mutants.run

check: environment
	@exec .ci/check

fmt: environment
	@$(PYTHON) -m ruff check --fix --quiet .; $(PYTHON) -m ruff format .
	@find templates -name '*.html' | xargs $(PYTHON) -m djade --target-version 5.2; true

lock: environment
	@$(PYTHON) softlanding/running/setup_environment.py uv pip compile pyproject.toml --group dev \
		--universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock

# The first Python that is new enough makes the environment; if none is, python3 says so.
environment:
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec $$python softlanding/running/setup_environment.py; \
		fi; \
	done; \
	if command -v python3 >/dev/null 2>&1; then exec python3 softlanding/running/setup_environment.py; fi; \
	echo "The portal needs Python 3.11 or newer, and no python3 is installed. On Debian or Ubuntu:" \
		"apt-get install python3 python3-venv; on macOS: brew install python. Then run make again."; exit 1
