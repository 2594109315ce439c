/// Transactions on SQLite and PostgreSQL with one SQL text.
/// Owns connections, shared commits, retries, the schema and the meaning of SQL errors.
/// Knows no table: each table belongs to the feature that owns it.
@NullMarked
package dev.entrepot.database;

import org.jspecify.annotations.NullMarked;
