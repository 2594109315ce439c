package dev.entrepot.cli;

import dev.entrepot.client.Document;
import dev.entrepot.client.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// A listing as it comes, page by page: lines of a table, or the elements of one JSON array.
final class Listing implements AutoCloseable {
    private final PrintStream out;
    private final Table table;
    private final boolean json;
    private final int[] widths;
    private boolean begun;

    Listing(PrintStream out, Table table, boolean json) {
        this.out = out;
        this.table = table;
        this.json = json;
        this.widths = new int[table.columns().size()];
    }

    void print(List<Document> rows) {
        StringBuilder text = new StringBuilder();
        if (json) {
            for (Document row : rows) {
                text.append(begun ? ",\n  " : "[\n  ").append(Json.indented(row, "  "));
                begun = true;
            }
        } else if (!rows.isEmpty()) {
            List<List<String>> lines = new ArrayList<>();
            if (!begun) {
                lines.add(table.titles());
            }
            rows.forEach(row -> lines.add(table.cells(row).stream()
                    .map(cell -> cell.replace('\n', ' '))
                    .toList()));
            text.append(table.lines(lines, widths));
            begun = true;
        }
        out.print(text);
    }

    /// A table of nothing has no titles either; an array is closed.
    @Override
    public void close() {
        if (json) {
            out.print(begun ? "\n]\n" : "[]\n");
        }
        out.flush();
    }
}
