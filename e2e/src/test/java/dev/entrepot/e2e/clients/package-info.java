/// Real clients and the conformance programme against the registry; `mvn -pl e2e -am verify -Dsuite=clients`.
///
/// Every client works with tokens and with an open server, and every test compares digests: what the client says, what
/// the registry serves, and what its bytes hash to.
@NullMarked
package dev.entrepot.e2e.clients;

import org.jspecify.annotations.NullMarked;
