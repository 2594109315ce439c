package dev.entrepot.reading;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Programs in the place of a worker. The first word of the "layer" that it is given tells what it does: answer
/// something that is no reply, die, or try what a worker must not be able to do and tell how that went as a
/// reason.
final class OddWorker {
    private static final int MAX_LAYER = 1 << 16;

    private final DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in));
    private final DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));

    public static void main(String[] arguments) throws IOException {
        new OddWorker().serve();
    }

    private void serve() throws IOException {
        out.writeInt(Protocol.HELLO);
        out.flush();
        while (true) {
            Protocol.readRequest(in);
            InputStream layer = new Protocol.Pieces(in);
            String[] words = new String(layer.readNBytes(MAX_LAYER), StandardCharsets.UTF_8).split(" ");
            answer(words);
            out.flush();
        }
    }

    private void answer(String[] words) throws IOException {
        switch (words[0]) {
            case "garbage" -> out.writeUTF("this is no reply");
            case "endless" -> {
                while (true) {
                    out.writeInt(Protocol.REPLY);
                }
            }
            case "long" -> head(Protocol.Kind.REPORT, Integer.MAX_VALUE);
            case "negative" -> head(Protocol.Kind.REPORT, -1);
            case "short" -> {
                head(Protocol.Kind.REPORT, 1000);
                out.flush();
                Runtime.getRuntime().halt(0);
            }
            case "unparsed" -> reply(Protocol.Kind.REPORT, new byte[] {1, 2, 3, 4});
            case "listing" -> reply(Protocol.Kind.LISTING, new byte[] {2});
            case "twice" -> {
                say("once");
                say("twice");
            }
            case "dies" -> {
                System.err.println("the reason\nin two lines \u001b[31m");
                System.err.flush();
                Runtime.getRuntime().halt(7);
            }
            case "hangs" -> hang();
            case "pid" -> say(ProcessHandle.current().pid() + "");
            case "environment" -> say(System.getenv().toString());
            case "connects" -> say(connects(Integer.parseInt(words[1])));
            case "reads" -> say(reads(Path.of(words[1])));
            case "writes" -> say(writes(Path.of(words[1])));
            case "root" -> say(String.join(" ", namesOf(Path.of("/"))));
            case "processes" -> say(ProcessHandle.allProcesses().count() + "");
            default -> throw new IOException("nobody told what to do: " + words[0]);
        }
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void hang() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static String connects(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return "connected to " + socket.getPort();
        } catch (IOException refused) {
            return "not connected";
        }
    }

    private static String reads(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException refused) {
            return "not read";
        }
    }

    private static String writes(Path folder) {
        try {
            Files.writeString(folder.resolve("written"), "x");
            return "written";
        } catch (IOException refused) {
            return "not written";
        }
    }

    private static Iterable<String> namesOf(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private void say(String text) throws IOException {
        out.writeInt(Protocol.REPLY);
        out.writeByte(Protocol.Kind.UNREADABLE.code());
        out.writeBoolean(false);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private void reply(Protocol.Kind kind, byte[] bytes) throws IOException {
        head(kind, bytes.length);
        out.write(bytes);
    }

    private void head(Protocol.Kind kind, int length) throws IOException {
        out.writeInt(Protocol.REPLY);
        out.writeByte(kind.code());
        out.writeBoolean(false);
        out.writeInt(length);
    }
}
