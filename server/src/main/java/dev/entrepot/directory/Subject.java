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
    }
}
