# `make help` lists what there is. Only a JDK 25 and Maven are needed for `make test`.

JAVA_HOME := $(shell ./entrepot --java-home)
export JAVA_HOME
MVN := mvn -ntp -B
# How long `make crash` goes on: kills and power cuts.
KILLS ?= 30
CUTS ?= 30
# How many requests `make fire` sends.
EVENTS ?= 200000
# How many lives of images `make model` tries on SQLite.
SEQUENCES ?= 10000

.PHONY: help setup fmt check test e2e clients sso scan model faults fire crash bench dist dev
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 10

setup: ## fetch what the suites need beyond JDK and Maven (clients, conformance programme)
	@if [ -x e2e/setup ]; then e2e/setup; else echo "nothing to set up"; fi

fmt: ## format the Java sources
	$(MVN) -q spotless:apply

check: ## compile with every check on, and look at the format; no tests
	$(MVN) -q verify -Dsuite=none

test: ## unit and integration tests; a closing line at the end
	@$(call suite,test,,verify,oci/target server/target bench/target)

e2e: ## black-box tests against the jar
	@$(call suite,e2e,-Dsuite=e2e,verify -pl e2e -am,e2e/target)

clients: ## real clients and the OCI conformance programme (after make setup)
	@$(call suite,clients,-Dsuite=clients,verify -pl e2e -am,e2e/target)

sso: ## single sign-on with a real Keycloak and a real slapd (after make setup)
	@$(call suite,sso,-Dsuite=sso,verify -pl e2e -am,e2e/target)

scan: ## images with known content, hostile layers, gates before real clients (after make setup)
	@$(call suite,scan,-Dsuite=scan,verify -pl e2e -am,e2e/target)

model: ## random lives of images beside a model of them; SEQUENCES=10000 on SQLite, a fifth on PostgreSQL
	@$(call suite,model,-Dquick -Dtest=LifeOfImagesTest -Dsurefire.failIfNoSpecifiedTests=false -Dmodel.sqlite=$(SEQUENCES) -Dmodel.postgresql=$$(($(SEQUENCES) / 5)),test -pl server -am,server/target)

faults: ## full, failing and short disks at every step of push, delete, collect and backup
	@$(call suite,faults,-Dsuite=faults,verify -pl e2e -am,e2e/target)

fire: ## collection every second among 16 clients; EVENTS=200000
	@$(call suite,fire,-Dsuite=fire -Dfire.events=$(EVENTS),verify -pl e2e -am,e2e/target)

crash: ## kills and power cuts under load; KILLS=30 CUTS=30 (power cuts need root)
	@$(call suite,crash,-Dsuite=crash -Dcrash.kills=$(KILLS) -Dcrash.cuts=$(CUTS),verify -pl e2e -am,e2e/target)

bench: ## compare with other registries, side by side, on this machine
	bench/run

dist: ## dist/: launcher, jar and AOT cache, to be copied anywhere
	.ci/dist

dev: ## build what changed and serve, open, on 127.0.0.1:5000
	$(MVN) -q -Dquick -Dmaven.test.skip=true -pl server -am package
	./entrepot serve --open

# $(1) name, $(2) options, $(3) goals, $(4) folders with reports: runs it and ends with the line `N passed, N failed`.
define suite
	find . -path ./node_modules -prune -o -name surefire-reports -prune -exec rm -rf {} +; \
	status=0; $(MVN) -fae $(2) $(3) || status=$$?; \
	.ci/tally $(1) $(4) || status=1; \
	exit $$status
endef
