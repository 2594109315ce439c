package dev.entrepot.vulnerabilities;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/// Gathers items to blocks of some kilobytes and deflates these one by one, so that neighbours share their
/// texts and one item costs the inflating of one block. An item never spans two blocks. Deflated data carries
/// its own check sum (zlib).
final class BlockWriter implements AutoCloseable {
    /// More packs better and makes each look-up slower.
    private static final int BLOCK_BYTES = 16 * 1024;

    private static final int PIECE_BYTES = 16 * 1024;

    private final SetOutput out;
    private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private int blocks;

    BlockWriter(SetOutput out) {
        this.out = out;
    }

    /// Where an item lies.
    record Place(int block, int offset) {}

    Place add(byte[] item) throws IOException {
        Place place = new Place(blocks, open.size());
        open.writeBytes(item);
        if (open.size() >= BLOCK_BYTES) {
            endBlock();
        }
        return place;
    }

    /// What is added next begins a block; its number.
    int endBlock() throws IOException {
        if (open.size() > 0) {
            long start = out.position();
            deflate(open.toByteArray());
            ByteBuffer row = ByteBuffer.allocate(SetFile.BLOCK_ROW_BYTES);
            row.putLong(start).putInt((int) (out.position() - start)).putInt(open.size());
            table.writeBytes(row.array());
            open.reset();
            blocks++;
        }
        return blocks;
    }

    /// Writes the table of blocks: position of each, its bytes in the file, its bytes inflated.
    void writeTable() throws IOException {
        out.write(table.toByteArray());
    }

    int blocks() {
        return blocks;
    }

    @Override
    public void close() {
        deflater.end();
    }

    private void deflate(byte[] bytes) throws IOException {
        deflater.reset();
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE_BYTES];
        while (!deflater.finished()) {
            packed.write(piece, 0, deflater.deflate(piece));
        }
        out.write(packed.toByteArray());
    }
}
