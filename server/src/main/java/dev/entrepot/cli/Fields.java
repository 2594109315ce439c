package dev.entrepot.cli;

import dev.entrepot.client.Document;

/// One thing for people: a line for each of its members that says something.
final class Fields {
    private Fields() {}

    /// @param members names of members; `title=member` gives one another title, a `size:` or `time:` before the
    /// name says how to write it
    static String of(Document document, String... members) {
        int width = 0;
        for (String member : members) {
            width = isSaid(document, member) ? Math.max(width, title(member).length()) : width;
        }
        StringBuilder text = new StringBuilder();
        for (String member : members) {
            if (isSaid(document, member)) {
                String title = title(member);
                text.append(title)
                        .append(':')
                        .append(" ".repeat(width - title.length() + 1))
                        .append(Table.plain(value(document, member)).replace("\n", "\n" + " ".repeat(width + 2)))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static boolean isSaid(Document document, String member) {
        return !document.text(name(member)).isEmpty();
    }

    private static String title(String member) {
        int equals = member.indexOf('=');
        return equals < 0 ? name(member) : member.substring(0, equals);
    }

    private static String form(String member) {
        return member.substring(member.indexOf('=') + 1);
    }

    private static String name(String member) {
        String form = form(member);
        return form.substring(form.indexOf(':') + 1);
    }

    private static String value(Document document, String member) {
        String form = form(member);
        String name = name(member);
        if (form.startsWith("size:")) {
            return Words.size(document.number(name));
        }
        return form.startsWith("time:") ? Words.time(document.text(name)) : document.text(name);
    }
}
