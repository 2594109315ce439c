/// Single sign-on with real servers: Keycloak, and OpenLDAP's slapd. `make sso` runs it, after `make setup`.
@NullMarked
package dev.entrepot.e2e.sso;

import org.jspecify.annotations.NullMarked;
