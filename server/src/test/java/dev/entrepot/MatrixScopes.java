package dev.entrepot;

/// The scopes that a client asks for in need of something, and what falls short of them.
final class MatrixScopes {
    private MatrixScopes() {}

    static String exact(String need, String place) {
        return switch (need) {
            case "none", "login", "ping" -> "";
            case "catalog" -> "registry:catalog:*";
            case "observe" -> "registry:metrics:*";
            case "pull" -> repository(place, "pull");
            case "push" -> repository(place, "pull,push");
            case "delete" -> repository(place, "pull,delete");
            case "administer-now" -> repository(place.replace("team/old", "team/new"), "pull,push,delete");
            default -> repository(place, "pull,push,delete");
        };
    }

    static String narrow(String need, String place) {
        return switch (need) {
            case "none", "login", "ping", "catalog", "observe" -> "";
            case "pull" -> repository(place + "-too", "pull");
            case "administer-now" -> repository(place.replace("team/old", "team/new"), "pull");
            default -> repository(place, "pull");
        };
    }

    private static String repository(String place, String actions) {
        return "repository:" + place + ":" + actions;
    }
}
