/// Who there is: users, teams, robots, personal access tokens, the roles they were given, the CI systems that are
/// trusted.
/// Owns their tables, and what may be a name, a role, a rule.
/// Knows nothing of how a caller proves who it is, nor of what a role permits.
@NullMarked
package dev.entrepot.directory;

import org.jspecify.annotations.NullMarked;
