package dev.entrepot.policy;

import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.Locale;

/// The kinds of issue that can be exempted, by the form of their ids. An id that begins as those of a kind do must have
/// that kind's form: what is mistyped would exempt nothing.
public enum IssueType {
    CVE("a vulnerability, by its CVE id", "CVE-2021-44228", "CVE-[0-9]{4}-[0-9]{4,19}", "CVE-"),
    GHSA("an advisory of GitHub", "GHSA-jfh8-c2jp-5v3q", "GHSA(-[23456789CFGHJMPQRVWX]{4}){3}", "GHSA-"),
    DISTRIBUTION(
            "an advisory of a Linux distribution",
            "DSA-5020-1",
            "(DSA|DLA|DTSA)-[0-9]{1,6}(-[0-9]{1,4})?|USN-[0-9]{1,6}-[0-9]{1,4}"
                    + "|(RH|AL|RL|EL|FEDORA-)[A-Z]{0,3}[A-Z]{2}-[0-9]{4}[:-][0-9A-Z_:.-]{1,40}"
                    + "|ALAS[A-Z0-9.-]{0,40}-[0-9]{4}-[0-9]{1,6}|(OPEN)?SUSE-[SRFO]U-[0-9]{4}:[0-9]{1,6}-[0-9]{1,3}"
                    + "|(ALPINE|DEBIAN|UBUNTU)-CVE-[0-9]{4}-[0-9]{4,19}",
            "DSA- DLA- DTSA- USN- RHSA- ALSA- RLSA- ELSA- ALPINE-CVE- DEBIAN-CVE- UBUNTU-CVE-"),
    ECOSYSTEM(
            "an advisory of a language's own database",
            "RUSTSEC-2021-0003",
            "(GO|RUSTSEC|PYSEC|OSV|MAL|HSEC|PSF|RSEC|BIT)-[0-9]{4}-[0-9]{1,8}|BIT-[A-Z0-9.-]{1,80}",
            "GO- RUSTSEC- PYSEC- OSV- MAL-"),
    OTHER(
            "anything else that a scanner reports under an id with a digit in it",
            "TEMP-0841856-B18BAF",
            "[A-Z][A-Z0-9]{0,29}([-:._][A-Z0-9]{1,60}){1,8}",
            "");

    private static final Pattern DIGIT = Pattern.compile("[0-9]");

    private final String about;
    private final String example;
    private final Pattern form;
    private final String beginnings;

    /// @param form of the ids in capital letters
    /// @param beginnings of ids that must have that form, a space between; may be empty
    IssueType(String about, String example, String form, String beginnings) {
        this.about = about;
        this.example = example;
        this.form = Pattern.compile(form);
        this.beginnings = beginnings;
    }

    /// As the API writes it.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What is meant, for people.
    public String about() {
        return about;
    }

    public String example() {
        return example;
    }

    /// The kind of an id in capital letters.
    ///
    /// @throws IllegalArgumentException with a text for people when ids do not look like that
    static IssueType of(String key) {
        for (IssueType type : values()) {
            if (type.form.matches(key) && DIGIT.matcher(key).find()) {
                return type;
            }
            if (type.isMeantBy(key)) {
                throw new IllegalArgumentException("\"" + key + "\" begins as the id of " + type.about
                        + " does and is none: expected one such as " + type.example);
            }
        }
        throw new IllegalArgumentException("no issue has an id like that: expected one such as "
                + String.join(
                        ", ", Arrays.stream(values()).map(IssueType::example).toList()));
    }

    private boolean isMeantBy(String key) {
        return !beginnings.isEmpty() && Arrays.stream(beginnings.split(" ", -1)).anyMatch(key::startsWith);
    }
}
