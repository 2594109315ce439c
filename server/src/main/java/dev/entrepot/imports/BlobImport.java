package dev.entrepot.imports;

import dev.entrepot.content.Blobs;
import dev.entrepot.content.Content;
import dev.entrepot.content.Pace;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.UploadChunk;
import dev.entrepot.content.UploadOpening;
import dev.entrepot.content.UploadResult;
import dev.entrepot.content.UploadSource;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Brings blobs of files, as an upload does, or by a second name for the file. Hashes on the calling threads,
/// which are platform threads.
final class BlobImport {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Content content;
    private final Pusher pusher;
    private final Mode mode;
    private final Tally tally;
    private final Pace pace;

    /// What a rehearsal would have brought already.
    private final Set<Digest> rehearsed = ConcurrentHashMap.newKeySet();

    /// How files become blobs.
    enum Mode {
        COPY,
        LINK,
        REHEARSE
    }

    BlobImport(Content content, Pusher pusher, Mode mode, Tally tally, Pace pace) {
        this.content = content;
        this.pusher = pusher;
        this.mode = mode;
        this.tally = tally;
        this.pace = pace;
    }

    /// Makes the blob readable in the repository.
    ///
    /// @return what is in the way; empty when it is there now
    Optional<String> bring(RepositoryName name, Descriptor blob, Optional<Path> file) throws IOException {
        Digest digest = blob.digest();
        if (content.blobs().find(name, digest).isPresent() || (mode == Mode.REHEARSE && rehearsed.contains(digest))) {
            tally.blobsKnown.incrementAndGet();
            return Optional.empty();
        }
        if (file.isEmpty()) {
            return Optional.of("the folder does not have the blob " + digest);
        }
        long size = Files.size(file.get());
        if (size != blob.size()) {
            return Optional.of("the file of the blob " + digest + " has " + size + " bytes instead of " + blob.size());
        }
        if (mode == Mode.REHEARSE) {
            rehearsed.add(digest);
            tally.blobsCopied.incrementAndGet();
            tally.bytes.addAndGet(size);
            return Optional.empty();
        }
        Optional<Optional<String>> mounted = mount(name, digest);
        if (mounted.isPresent()) {
            return mounted.get();
        }
        UploadResult result = mode == Mode.LINK
                ? content.adoptions().adopt(name, digest, file.get(), pusher, pace)
                : copy(name, digest, file.get(), size);
        return outcome(result, size);
    }

    /// From another repository that has it already; empty when none does.
    private Optional<Optional<String>> mount(RepositoryName name, Digest digest) {
        List<RepositoryName> others = content.blobs().repositoriesWith(digest, 1);
        if (others.isEmpty()) {
            return Optional.empty();
        }
        return switch (content.blobs().mount(name, digest, others.getFirst(), pusher)) {
            case Blobs.Mounted.Done _ -> {
                tally.blobsKnown.incrementAndGet();
                yield Optional.of(Optional.empty());
            }
            case Blobs.Mounted.NotThere _ -> Optional.empty();
            case Blobs.Mounted.Refused(var refusal) -> Optional.of(Optional.of(RefusalText.of(refusal)));
        };
    }

    private Optional<String> outcome(UploadResult result, long size) {
        if (result instanceof UploadResult.Stored) {
            (mode == Mode.LINK ? tally.blobsLinked : tally.blobsCopied).incrementAndGet();
            tally.bytes.addAndGet(size);
            return Optional.empty();
        }
        return Optional.of(
                switch (result) {
                    case UploadResult.WrongDigest wrong ->
                        "the file of the blob " + wrong.claimed() + " is damaged: its bytes have the digest "
                                + wrong.computed();
                    case UploadResult.Refused refused -> RefusalText.of(refused.refusal());
                    default -> "the upload was disturbed: " + result + "; run the import again";
                });
    }

    private UploadResult copy(RepositoryName name, Digest digest, Path file, long size) throws IOException {
        UploadResult opened = content.uploads()
                .open(name, new UploadOpening(pusher, digest.algorithm(), Optional.of(digest), OptionalLong.of(size)));
        if (!(opened instanceof UploadResult.Opened(String id))) {
            return opened;
        }
        boolean ended = false;
        try {
            UploadResult result = content.uploads()
                    .finish(name, id, pusher.authority(), UploadChunk.stream(sink -> drain(file, sink)), digest);
            ended = true;
            return result;
        } finally {
            if (!ended) {
                content.uploads().cancel(name, id, pusher.authority());
            }
        }
    }

    private long drain(Path file, UploadSource.Sink sink) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long total = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
                sink.accept(buffer.flip());
                buffer.clear();
                total += read;
                pace.took(read);
            }
        }
        return total;
    }
}
