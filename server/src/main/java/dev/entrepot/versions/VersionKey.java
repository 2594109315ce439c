package dev.entrepot.versions;

import java.util.ArrayList;
import java.util.List;

/// A version as the sections in which it compares, such as epoch, release and pre-release: the first section that
/// differs
/// decides, and in it the first part. Being the order of sequences over one order of parts, it is total for every text.
final class VersionKey {
    private final List<List<Part>> sections;

    private VersionKey(List<List<Part>> sections) {
        this.sections = sections;
    }

    /// Collects the parts of a version from left to right.
    static final class Builder {
        private final List<List<Part>> sections = new ArrayList<>();
        private List<Part> current = new ArrayList<>();

        Builder() {
            sections.add(current);
        }

        Builder mark(int rank) {
            return add(Part.mark(rank));
        }

        Builder number(int rank, String digits) {
            return add(Part.number(rank, digits));
        }

        Builder word(int rank, String word) {
            return add(Part.word(rank, word));
        }

        Builder add(Part part) {
            current.add(part);
            return this;
        }

        /// What follows is looked at only where everything before is equal.
        Builder section() {
            current = new ArrayList<>();
            sections.add(current);
            return this;
        }

        VersionKey build() {
            return new VersionKey(sections);
        }
    }

    int compareTo(VersionKey other) {
        int count = Math.max(sections.size(), other.sections.size());
        for (int index = 0; index < count; index++) {
            int result = compare(section(index), other.section(index));
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return sections.toString();
    }

    private List<Part> section(int index) {
        return index < sections.size() ? sections.get(index) : List.of();
    }

    private static int compare(List<Part> left, List<Part> right) {
        int count = Math.max(left.size(), right.size());
        for (int index = 0; index < count; index++) {
            int result = part(left, index).compareTo(part(right, index));
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }

    private static Part part(List<Part> section, int index) {
        return index < section.size() ? section.get(index) : Part.ABSENT;
    }
}
