package dev.entrepot.federation;

import dev.entrepot.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A small page for people: no script, no picture, nothing from elsewhere.
final class WebPage {
    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--paper:#fff;--ground:#eef1f5;--line:#d5dbe3;
            --strong:#1f5fbf;--on:#fff}
            @media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#9aa6b6;--paper:#1b222c;--ground:#11161d;
            --line:#333e4c;--strong:#6ea8ff;--on:#0b1016}}
            *{box-sizing:border-box}
            body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--ink);
            font:16px/1.5 system-ui,sans-serif}
            main{width:min(30rem,calc(100vw - 2rem));background:var(--paper);border:1px solid var(--line);
            border-radius:12px;padding:2rem}
            .mark{margin:0 0 1.5rem;color:var(--soft);font-size:.85rem;letter-spacing:.08em;text-transform:uppercase}
            h1{margin:0 0 .75rem;font-size:1.4rem;line-height:1.25}
            p{margin:0 0 1rem;overflow-wrap:anywhere}
            .code{font:600 1.9rem/1.2 ui-monospace,monospace;letter-spacing:.12em;text-align:center;padding:1rem;
            border:1px dashed var(--line);border-radius:8px}
            dl{display:grid;grid-template-columns:auto 1fr;gap:.35rem 1rem;margin:0 0 1.5rem}
            dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
            form{display:flex;gap:.75rem;flex-wrap:wrap}
            input[type=text]{flex:1 1 12rem;font:600 1.2rem ui-monospace,monospace;letter-spacing:.1em;
            text-transform:uppercase;padding:.6rem .8rem;border:1px solid var(--line);border-radius:8px;
            background:transparent;color:inherit}
            button,.go{flex:1 1 auto;display:inline-block;text-align:center;text-decoration:none;font:600 1rem system-ui,
            sans-serif;padding:.7rem 1.2rem;border-radius:8px;border:1px solid var(--strong);background:var(--strong);
            color:var(--on);cursor:pointer}
            button.no{background:transparent;color:var(--ink);border-color:var(--line)}
            .go{display:block;margin:0 0 .75rem}
            """;

    private static final String POLICY =
            "default-src 'none'; style-src 'sha256-@STYLE@'; form-action 'self'; base-uri 'none';"
                    + " frame-ancestors 'none'";

    private final StringBuilder body = new StringBuilder();
    private final String title;

    WebPage(String title) {
        this.title = title;
        body.append("<h1>").append(escaped(title)).append("</h1>\n");
    }

    WebPage paragraph(String text) {
        body.append("<p>").append(escaped(text)).append("</p>\n");
        return this;
    }

    WebPage code(String text) {
        body.append("<p class=\"code\">").append(escaped(text)).append("</p>\n");
        return this;
    }

    WebPage link(String text, String path) {
        body.append("<a class=\"go\" href=\"")
                .append(escaped(path))
                .append("\">")
                .append(escaped(text))
                .append("</a>\n");
        return this;
    }

    record Fact(String name, String value) {}

    WebPage facts(List<Fact> facts) {
        body.append("<dl>");
        for (Fact fact : facts) {
            body.append("<dt>")
                    .append(escaped(fact.name()))
                    .append("</dt><dd>")
                    .append(escaped(fact.value()))
                    .append("</dd>");
        }
        body.append("</dl>\n");
        return this;
    }

    /// A form around fields and buttons.
    WebPage form(String method, String path, String inside) {
        body.append("<form method=\"")
                .append(method)
                .append("\" action=\"")
                .append(escaped(path))
                .append("\">")
                .append(inside)
                .append("</form>\n");
        return this;
    }

    static String hidden(String name, String value) {
        return "<input type=\"hidden\" name=\"" + escaped(name) + "\" value=\"" + escaped(value) + "\">";
    }

    static String button(String kind, String name, String value, String text) {
        return "<button class=\"" + kind + "\" name=\"" + escaped(name) + "\" value=\"" + escaped(value) + "\">"
                + escaped(text) + "</button>";
    }

    /// The whole answer, with what keeps others from framing, caching or reading it.
    Response response(int status) {
        String html = """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s · Entrepot</title>
                <style>%s</style>
                </head>
                <body>
                <main>
                <p class="mark">Entrepot</p>
                %s</main>
                </body>
                </html>
                """.formatted(escaped(title), STYLE, body);
        return new Response(
                status,
                List.of(
                        new Response.Header("Content-Type", "text/html; charset=utf-8"),
                        new Response.Header(
                                "Content-Security-Policy", POLICY.replace("@STYLE@", Digests.base64Padded(STYLE))),
                        new Response.Header("X-Frame-Options", "DENY"),
                        new Response.Header("X-Content-Type-Options", "nosniff"),
                        new Response.Header("Referrer-Policy", "no-referrer"),
                        new Response.Header("Cache-Control", "no-store")),
                new Response.Body.Bytes(html.getBytes(StandardCharsets.UTF_8)));
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
