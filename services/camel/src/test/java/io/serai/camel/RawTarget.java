package io.serai.camel;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A target on a bare socket, for what no HTTP server would answer. */
final class RawTarget implements AutoCloseable {

    private static final int TLS_HANDSHAKE = 22;

    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();

    private final AtomicInteger atOnce = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server;
    private volatile Behaviour behaviour;

    RawTarget(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** What follows a request; afterwards the connection is closed. */
    @FunctionalInterface
    interface Behaviour {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    static Behaviour says(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** So for ever, until the other side hangs up. */
    static Behaviour endless(String head, byte[] again, long pauseMillis) {
        return out -> {
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            while (true) {
                out.write(again);
                out.flush();
                Thread.sleep(pauseMillis);
            }
        };
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            readRequest(new BufferedInputStream(socket.getInputStream()));
            requests.incrementAndGet();
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                behaviour.answer(socket.getOutputStream());
            } finally {
                atOnce.decrementAndGet();
            }
        } catch (SocketException hungUp) {
            // the other side has heard enough
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** An HTTP request, or the first that a client of TLS says. */
    private static void readRequest(InputStream in) throws IOException {
        in.mark(1);
        boolean handshake = in.read() == TLS_HANDSHAKE;
        in.reset();
        if (handshake) {
            byte[] head = in.readNBytes(5);
            in.readNBytes((head[3] & 0xff) << 8 | head[4] & 0xff);
            return;
        }
        BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        int length = 0;
        for (String line = text.readLine(); line != null && !line.isEmpty(); line = text.readLine()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (int n = 0; n < length; n++) {
            text.read();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
