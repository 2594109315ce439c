package dev.entrepot.content;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.UrlSanitizer;

/// The README of a repository: Markdown that anybody with the role may write, and everybody who may read is shown.
///
/// HTML in it is shown as text; links lead to the web or to mail, else nowhere; images become links, so that looking at
/// a page tells nobody else of it.
public final class Readme {
    static final int MAX_BYTES = 64 * 1024;
    /// Deeper nesting than people write is shown as plain text: to render is to recurse.
    private static final int MAX_DEPTH = 64;

    private static final List<String> SCHEMES = List.of("http://", "https://", "mailto:");

    private Readme() {}

    /// @throws IllegalArgumentException with a text for people when it is too long
    static void check(String markdown) {
        int bytes = markdown.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("the README has " + bytes + " bytes: expected at most " + MAX_BYTES);
        }
    }

    /// The text as HTML that is safe within a page of ours, whatever the text.
    public static String html(String markdown) {
        Node document = Parser.builder().maxOpenBlockParsers(MAX_DEPTH).build().parse(markdown);
        if (depth(document) > MAX_DEPTH) {
            return "<pre>" + escaped(markdown) + "</pre>\n";
        }
        document.accept(new ImagesToLinks());
        return HtmlRenderer.builder()
                .escapeHtml(true)
                .sanitizeUrls(true)
                .urlSanitizer(new WebOnly())
                .attributeProviderFactory(context -> (node, tag, attributes) -> restrict(tag, attributes))
                .build()
                .render(document);
    }

    private static void restrict(String tag, Map<String, String> attributes) {
        if (tag.equals("a")) {
            attributes.put("rel", "nofollow noopener noreferrer");
        }
    }

    /// Walks without recursion.
    @SuppressWarnings("ReferenceEquality") // one tree: its nodes are themselves
    private static int depth(Node root) {
        int depth = 0;
        int deepest = 0;
        Node at = root;
        while (true) {
            if (at.getFirstChild() != null) {
                at = at.getFirstChild();
                depth++;
                deepest = Math.max(deepest, depth);
                continue;
            }
            while (at != root && at.getNext() == null) {
                at = at.getParent();
                depth--;
            }
            if (at == root) {
                return deepest;
            }
            at = at.getNext();
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static final class ImagesToLinks extends AbstractVisitor {
        @Override
        public void visit(Image image) {
            visitChildren(image);
            Link link = new Link(image.getDestination(), image.getTitle());
            for (Node child = image.getFirstChild(); child != null; child = image.getFirstChild()) {
                link.appendChild(child);
            }
            image.insertBefore(link);
            image.unlink();
        }
    }

    private static final class WebOnly implements UrlSanitizer {
        @Override
        public String sanitizeLinkUrl(String url) {
            String plain = url.strip().toLowerCase(Locale.ROOT);
            return SCHEMES.stream().anyMatch(plain::startsWith) ? url.strip() : "";
        }

        @Override
        public String sanitizeImageUrl(String url) {
            return "";
        }
    }
}
