package dev.entrepot.audit;

import dev.entrepot.authority.Author;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/// A row of `audit_entry`, column by column.
///
/// @param texts the columns of text between `at` and `number`, in the order of the table
/// @param number 0 until there is one
/// @param chain empty until there is one
@SuppressWarnings("ArrayRecordComponent")
record StoredEntry(String id, long at, List<String> texts, long number, byte[] chain) {
    /// actor_kind, actor_id, actor, credential, address, request_id, action, outcome, namespace, resource,
    /// detail.
    static final int TEXTS = 11;

    /// The chain before the first entry.
    static byte[] genesis() {
        return new byte[32];
    }

    StoredEntry {
        texts = List.copyOf(texts);
        if (texts.size() != TEXTS) {
            throw new IllegalArgumentException(texts.size() + " texts");
        }
    }

    static StoredEntry of(long at, Author author, AuditEntry.Outcome outcome, AuditEvent event) {
        Stream<String> who = Stream.of(
                author.kind().id(),
                author.id(),
                author.name(),
                author.credential(),
                author.address(),
                author.requestId());
        Stream<String> what = Stream.of(event.action(), outcome.id(), event.namespace(), event.resource());
        List<String> texts = Stream.concat(
                        Stream.concat(who, what).map(AuditText::masked), Stream.of(Detail.json(event.detail())))
                .toList();
        return new StoredEntry(EntryId.at(at), at, texts, 0, new byte[0]);
    }

    /// The chain behind this entry, as entry `place`: SHA-256 over the chain before it, its number and every
    /// other column, each text with its length before it, so that no two rows have the same bytes.
    byte[] chained(byte[] before, long place) {
        MessageDigest digest = sha256();
        digest.update(before);
        update(digest, place);
        update(digest, id);
        update(digest, at);
        texts.forEach(text -> update(digest, text));
        return digest.digest();
    }

    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        update(digest, bytes.length);
        digest.update(bytes);
    }

    private static void update(MessageDigest digest, long number) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            digest.update((byte) (number >>> shift));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    AuditEntry entry() {
        Author author = new Author(
                kind(texts.getFirst()), texts.get(1), texts.get(2), texts.get(3), texts.get(4), texts.get(5));
        return new AuditEntry(
                id,
                number,
                Instant.EPOCH.plus(at, ChronoUnit.MICROS),
                author,
                texts.get(6),
                texts.get(7).equals(AuditEntry.Outcome.DONE.id())
                        ? AuditEntry.Outcome.DONE
                        : AuditEntry.Outcome.REFUSED,
                texts.get(8),
                texts.get(9),
                Detail.parse(texts.get(10)));
    }

    /// A word that was never written there is somebody's who altered the row: {@link AuditVerifier} finds him.
    private static Author.Kind kind(String id) {
        return Stream.of(Author.Kind.values())
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElse(Author.Kind.ANONYMOUS);
    }
}
