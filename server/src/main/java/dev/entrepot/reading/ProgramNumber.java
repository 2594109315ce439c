package dev.entrepot.reading;

/// A number of variable length, seven bits to a byte, the lowest first (LEB128).
///
/// @param end where it ends in the file
record ProgramNumber(long value, long end) {
    /// What counts bytes of a file fits in these.
    private static final int MAX_BYTES = 8;

    static ProgramNumber at(HeldBytes file, long at) throws UnreadableException {
        long value = 0;
        for (int index = 0; index < MAX_BYTES; index++) {
            int next = file.u8(at + index);
            value |= (long) (next & 0x7f) << (7 * index);
            if (next < 0x80) {
                return new ProgramNumber(value, at + index + 1);
            }
        }
        throw new UnreadableException("a number in it has more than " + MAX_BYTES + " bytes");
    }
}
