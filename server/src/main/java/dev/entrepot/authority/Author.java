package dev.entrepot.authority;

/// Who makes a change, as the audit remembers it.
///
/// @param kind what the principal is
/// @param id never used again for another principal; empty for anonymous callers
/// @param name as it was at the time, for people
/// @param credential what vouched for the principal: `password`, `token:ID`, `robot-secret:ID`, `ci:SUBJECT`, …
/// @param address where the request came from, the proxies of the configuration aside; empty for work of the server
/// @param requestId of the request; empty for work of the server
public record Author(Kind kind, String id, String name, String credential, String address, String requestId) {
    /// What kinds of principals there are.
    public enum Kind {
        USER("user"),
        ROBOT("robot"),
        ANONYMOUS("anonymous"),
        /// A job of the server itself.
        SYSTEM("system");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    /// Names the principal in rows that only ever compare it, such as leases and uploads: a name that is given away
    /// again does not inherit them.
    public String key() {
        return switch (kind) {
            case USER -> "user:" + id;
            case ROBOT -> "robot:" + id;
            case ANONYMOUS -> "anonymous";
            case SYSTEM -> "system:" + name;
        };
    }

    /// A job of the server.
    public static Author system(String job) {
        return new Author(Kind.SYSTEM, "", job, "", "", "");
    }
}
