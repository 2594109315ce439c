/// Systems outside that vouch for somebody: LDAP directories, OpenID Connect providers, CI systems.
/// Owns how they are asked and believed, web sessions and device logins.
/// Knows nothing of rights, nor of how accounts are stored.
@NullMarked
package dev.entrepot.federation;

import org.jspecify.annotations.NullMarked;
