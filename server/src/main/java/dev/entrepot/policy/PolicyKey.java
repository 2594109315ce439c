package dev.entrepot.policy;

import dev.entrepot.directory.Place;
import java.util.regex.Pattern;

/// By what people name a policy. A place has at most one of each name.
public record PolicyKey(Place place, String name) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");

    /// @throws IllegalArgumentException with a text for people
    public PolicyKey {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a policy is 1 to 63 characters of a-z 0-9 . _ -, and begins and"
                            + " ends with a letter or digit");
        }
    }

    /// By which listings go on.
    public String cursor() {
        return place + " " + name;
    }

    @Override
    public String toString() {
        return name + " of " + place;
    }
}
