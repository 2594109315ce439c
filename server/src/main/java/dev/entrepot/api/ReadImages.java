package dev.entrepot.api;

import dev.entrepot.content.Content;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.scanning.ImageScan;
import dev.entrepot.scanning.Scanning;
import java.time.Duration;

/// Single images that were read, for what can be told only then.
final class ReadImages {
    static final String PLATFORM = "platform";

    private final PlatformImages images;
    private final Scanning scanning;

    ReadImages(Content content, Scanning scanning) {
        this.images = new PlatformImages(content, scanning);
        this.scanning = scanning;
    }

    /// @param part the image itself, of those under what was asked for
    /// @param scan read, whole or in part
    record ReadImage(PlatformImages.Resolved asked, PlatformImages.Part part, ImageScan scan) {}

    /// Refused with 404 where there is none, with 400 where a platform must be chosen, and with 409 where it is not
    /// read yet or cannot be.
    ///
    /// @param wait so long for its being read
    ReadImage find(Call call, AskedImage image, Duration wait) {
        PlatformImages.Resolved asked = resolved(call, image);
        PlatformImages.Part part = asked.one();
        ImageScan scan = (wait.isPositive()
                        ? scanning.await(asked.namespace(), part.digest(), wait)
                        : scanning.find(asked.namespace(), part.digest()))
                .filter(known -> known.state() != ImageScan.State.PENDING)
                .orElseThrow(() -> conflict(image.text() + " has not been read yet; ask again, with wait=20s"));
        if (scan.state() == ImageScan.State.UNREADABLE) {
            throw conflict(image.text() + " cannot be read: " + scan.problem());
        }
        return new ReadImage(asked, part, scan);
    }

    /// Refused with 404 where there is none.
    PlatformImages.Resolved resolved(Call call, AskedImage image) {
        return images.find(image, call.query(PLATFORM).orElse(""))
                .orElseThrow(() -> new RefusedException(absent(image)));
    }

    static Response absent(AskedImage image) {
        return Refusals.absent("there is no image " + image.text());
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(Conflicts.of(message));
    }
}
