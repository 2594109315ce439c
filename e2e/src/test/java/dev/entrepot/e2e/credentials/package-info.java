/// Every kind of credential in the hands of every client: what it is good for, and what people see when it is wrong.
///
/// Accounts, robots, grants and the rest are made by the command line alone, as people make them. `make sso` runs it.
@NullMarked
package dev.entrepot.e2e.credentials;

import org.jspecify.annotations.NullMarked;
