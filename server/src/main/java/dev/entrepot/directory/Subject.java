package dev.entrepot.directory;

/// Who holds a grant.
///
/// @param name as people write it: `alice`, `team:web`, `team+ci`
public record Subject(Kind kind, String id, String name) {
    public enum Kind {
        USER("user"),
        TEAM("team"),
        ROBOT("robot");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }

        private static Kind of(String id) {
            for (Kind kind : values()) {
                if (kind.id.equals(id)) {
                    return kind;
                }
            }
            throw new IllegalStateException("no such kind of subject: " + id);
        }
    }

    /// Before the name of a team, which else could be that of a user.
    static final String TEAM_PREFIX = "team:";

    /// From columns; `ownName` is the one in the subject's own row.
    static Subject of(String kind, String id, String ownName) {
        return of(Kind.of(kind), id, ownName);
    }

    static Subject of(Kind kind, String id, String ownName) {
        return new Subject(kind, id, kind == Kind.TEAM ? TEAM_PREFIX + ownName : ownName);
    }
}
