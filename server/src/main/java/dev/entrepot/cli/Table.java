package dev.entrepot.cli;

import dev.entrepot.client.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Columns for people: aligned, numbers to the right, two spaces between, nothing behind the last.
record Table(List<Column> columns) {
    private static final String BETWEEN = "  ";

    record Column(String title, boolean right, Function<Document, String> cell) {}

    Table {
        columns = List.copyOf(columns);
    }

    static Table of(Column... columns) {
        return new Table(Arrays.asList(columns));
    }

    /// A member as it is.
    static Column text(String title, String member) {
        return new Column(title, false, row -> row.text(member));
    }

    static Column time(String title, String member) {
        return new Column(title, false, row -> Words.time(row.text(member)));
    }

    static Column number(String title, String member) {
        return new Column(title, true, row -> row.text(member));
    }

    static Column size(String title, String member) {
        return new Column(title, true, row -> row.has(member) ? Words.size(row.number(member)) : "");
    }

    static Column cell(String title, Function<Document, String> cell) {
        return new Column(title, false, cell);
    }

    Table plus(Column... more) {
        List<Column> all = new ArrayList<>(columns);
        all.addAll(Arrays.asList(more));
        return new Table(all);
    }

    List<String> titles() {
        return columns.stream().map(Column::title).toList();
    }

    List<String> cells(Document row) {
        return columns.stream().map(column -> plain(column.cell().apply(row))).toList();
    }

    /// @param widths of the columns, which are widened to what the lines need
    String lines(List<List<String>> rows, int[] widths) {
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                String space = " ".repeat(widths[i] - width(cell));
                line.append(i == 0 ? "" : BETWEEN).append(columns.get(i).right() ? space + cell : cell + space);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /// Without what a terminal would obey: other people choose descriptions and names.
    static String plain(String cell) {
        return cell.chars().noneMatch(Table::obeyed)
                ? cell
                : cell.codePoints()
                        .map(c -> obeyed(c) ? '\ufffd' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean obeyed(int c) {
        return (c < ' ' && c != '\n')
                || (c >= 0x7f && c < 0xa0)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
