package dev.entrepot.versions;

/// One symbol of a version, such as a number, a word or a mark.
///
/// The rank decides first; among parts of one rank numbers go by value and words by their characters. What is absent
/// counts as {@link #ABSENT}: ranks below zero are lower than a version that ends there, ranks above zero higher.
///
/// @param value digits without leading zeros for a number, so that the number 0 is empty
record Part(int rank, boolean number, String value) implements Comparable<Part> {
    /// What stands where a version has ended: the number 0 of rank 0.
    static final Part ABSENT = mark(0);

    static Part mark(int rank) {
        return new Part(rank, true, "");
    }

    /// A number of any length; no digits are 0.
    static Part number(int rank, String digits) {
        int start = 0;
        while (start < digits.length() && digits.charAt(start) == '0') {
            start++;
        }
        return new Part(rank, true, digits.substring(start));
    }

    static Part word(int rank, String word) {
        return new Part(rank, false, word);
    }

    @Override
    public int compareTo(Part other) {
        if (rank != other.rank) {
            return Integer.compare(rank, other.rank);
        }
        if (number != other.number) {
            return Boolean.compare(number, other.number);
        }
        if (number && value.length() != other.value.length()) {
            return Integer.compare(value.length(), other.value.length());
        }
        return Integer.signum(value.compareTo(other.value));
    }
}
