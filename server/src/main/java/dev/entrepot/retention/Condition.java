package dev.entrepot.retention;

import dev.entrepot.content.VersionRange;
import java.time.Duration;

/// What a rule asks of a tag or an untagged digest. All conditions of a rule must hold.
sealed interface Condition {
    /// The whole tag matches.
    record Tags(TagPattern pattern) implements Condition {
        @Override
        public String toString() {
            return "tags " + pattern;
        }
    }

    /// The tag is a semantic version of the range.
    record Version(VersionRange range) implements Condition {
        @Override
        public String toString() {
            return "version " + range;
        }
    }

    /// No tag points to it.
    record Untagged() implements Condition {
        @Override
        public String toString() {
            return "untagged";
        }
    }

    /// No tag has pointed to it for so long.
    record UntaggedFor(Duration age) implements Condition {
        @Override
        public String toString() {
            return "untagged-for " + Age.text(age);
        }
    }

    /// The last push is longer ago.
    record PushedBefore(Duration age) implements Condition {
        @Override
        public String toString() {
            return "pushed-before " + Age.text(age);
        }
    }

    record PushedWithin(Duration age) implements Condition {
        @Override
        public String toString() {
            return "pushed-within " + Age.text(age);
        }
    }

    /// The last pull, and the last push, are longer ago.
    record PulledBefore(Duration age) implements Condition {
        @Override
        public String toString() {
            return "pulled-before " + Age.text(age);
        }
    }

    record PulledWithin(Duration age) implements Condition {
        @Override
        public String toString() {
            return "pulled-within " + Age.text(age);
        }
    }

    /// The image is among so many that were pushed last, of those that the rule's tags, versions or `untagged` select.
    record Newest(int count) implements Condition {
        @Override
        public String toString() {
            return "newest " + count;
        }
    }

    /// The tag is one of so many highest versions, of those that the rule's tags or versions select.
    record Highest(int count) implements Condition {
        @Override
        public String toString() {
            return "highest " + count;
        }
    }
}
